import assert from "node:assert/strict";
import test from "node:test";
import { formatTime, parseTime, ticks } from "../../src/filmprint/report/page/shared/time.js";

test("times are written as people write them, and read back", () => {
	const written = [
		[0, 0, "0:00"],
		[59.6, 0, "1:00"],
		[62.345, 2, "1:02.35"],
		[3753, 0, "1:02:33"],
		[3599.96, 1, "1:00:00.0"],
		[7.05, 1, "0:07.1"],
	];
	for (const [seconds, decimals, text] of written) assert.equal(formatTime(seconds, decimals), text);
	for (let seconds = 0; seconds < 20000; seconds += 7.77) {
		assert.ok(Math.abs(parseTime(formatTime(seconds, 2)) - seconds) <= 0.00501);
	}
});

test("what is no time is none", () => {
	assert.equal(parseTime("1:02:33"), 3753);
	assert.equal(parseTime("90.5"), 90.5);
	for (const text of ["", "x", "1:2:3:4", "-1", "1:", "1e3", "1.2:3"]) assert.equal(parseTime(text), null);
});

test("ticks are round, inside and few", () => {
	for (const [begin, end] of [
		[0, 0.4],
		[3.2, 42.4],
		[0, 7200],
		[5000, 5010],
		[0, 400000],
	]) {
		const { times } = ticks(begin, end, 10);
		assert.ok(times.length >= 2 && times.length <= 11, `${times}`);
		for (const time of times) assert.ok(time >= begin - 1e-9 && time <= end + 1e-9);
	}
	assert.deepEqual(ticks(3.2, 42.4, 10).times, [5, 10, 15, 20, 25, 30, 35, 40]);
});
