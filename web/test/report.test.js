import assert from "node:assert/strict";
import test from "node:test";
import { cellsOf } from "../../src/filmprint/report/page/report/cloud.js";
import { csvOf } from "../../src/filmprint/report/page/report/downloads.js";
import { Film } from "../../src/filmprint/report/page/report/film.js";
import { cssOf } from "../../src/filmprint/report/page/report/sections.js";
import { fitRange } from "../../src/filmprint/report/page/report/state.js";
import { VIEWS } from "../../src/filmprint/report/page/report/views.js";
import { SvgPen } from "../../src/filmprint/report/page/shared/pen.js";
import { ticksOfParts } from "../../src/filmprint/report/page/shared/time.js";

/** @param {Float64Array | Float32Array | Uint8Array} array */
const packed = (array) => Buffer.from(array.buffer).toString("base64");

/** Four samples, two colors each; the third has no frame. */
const packedFilm = {
	document: { film: { title: "A film", duration_seconds: 8 } },
	stem: "A film",
	times_seconds: packed(new Float64Array([1, 3, 5, 7])),
	colors: packed(new Uint8Array([255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 250, 250, 250])),
	shares: packed(new Float32Array([0.75, 0.25, 1, 0, 0, 0, 0.5, 0.5])),
	stills: null,
};
const film = new Film(packedFilm);

test("samples and times", () => {
	assert.deepEqual(
		[0, 1, 2, 3].map((i) => film.clusters(i)),
		[2, 1, 0, 2],
	);
	assert.equal(film.dominant(1, 4), "#00ff00");
	assert.equal(film.dominant(0, 3), "#0000ff");
	assert.deepEqual(
		[-5, 1.9, 2.1, 6, 99].map((seconds) => film.nearest(seconds)),
		[0, 0, 1, 2, 3],
	);
	for (const position of [0, 0.5, 1.7, 4]) assert.ok(Math.abs(film.position(film.timeAt(position)) - position) < 1e-9);
	assert.equal(film.timeAt(0), 0);
	assert.equal(film.timeAt(4), 8);
	assert.ok(Number.isNaN(film.means(2).lightness));
	assert.ok(Number.isNaN(film.means(3).hue));
});

test("time jumps where parts were left out", () => {
	const parts = new Film({
		...packedFilm,
		document: {
			film: {
				title: "Parts",
				picture_span: {
					parts: [
						{ start_seconds: 10, end_seconds: 12 },
						{ start_seconds: 60, end_seconds: 62 },
					],
				},
			},
		},
		times_seconds: packed(new Float64Array([10.5, 11.5, 60.5, 61.5])),
	});
	assert.equal(parts.step, 1);
	assert.deepEqual(
		[10, 11.5, 12, 40, 60, 61.5].map((seconds) => parts.position(seconds)),
		[0, 1.5, 2, 2, 2, 3.5],
	);
	assert.deepEqual(
		[0, 1.5, 2, 3.5].map((position) => parts.timeAt(position)),
		[10, 11.5, 60, 61.5],
	);
	assert.deepEqual(parts.partsOf([1, 4]), [
		[11, 12],
		[60, 62],
	]);
	assert.deepEqual(ticksOfParts(parts.partsOf([0, 4]), 5).times, [10, 11, 60, 61, 62]);
});

test("a stretch stays in the film and keeps its center", () => {
	assert.deepEqual(fitRange([-10, 10], 100), [0, 20]);
	assert.deepEqual(fitRange([95, 115], 100), [80, 100]);
	assert.deepEqual(fitRange([50, 50], 100), [48, 52]);
	assert.deepEqual(fitRange([0, 100], 100, 0.5, 20), [10, 60]);
	assert.deepEqual(fitRange([10, 60], 100, 2, 20), [0, 100]);
	assert.deepEqual(fitRange([0, 2], 2, 0.1, 1), [0, 2]);
});

test("bars in SVG are exact", () => {
	const pen = new SvgPen(400, 100);
	const theme = { em: 10, paper: "#fff", ink: "#000", quiet: "#555", line: "#ccc", veil: "#fff8", missing: "#eee" };
	VIEWS.bars.draw(pen, { film, range: [0, 4], rows: 2, box: { x: 0, y: 0, width: 400, height: 100 }, theme });
	assert.match(pen.shapes[0], /x="0" y="0" width="100" height="50" fill="#ff0000"/);
	assert.match(pen.shapes[1], /x="0" y="50" width="100" height="50" fill="#0000ff"/);
	assert.match(pen.toString(), /x="200" y="0" width="100" height="100" fill="#eee"/);
	const hatching = [...pen.toString().matchAll(/<polyline points="([^"]+)"/g)].map((line) =>
		line[1].split(" ").map(Number),
	);
	assert.ok(hatching.length > 10);
	for (const [x1, y1, x2, y2] of hatching) assert.ok(x1 >= 200 && x2 <= 300 && y1 <= 100 && y2 >= 0);
	pen.text(`<&">`, 1, 2, { size: 3, fill: "#000" });
	assert.match(pen.shapes.at(-1) ?? "", />&#60;&#38;"&#62;<\/text>$/);
});

test("the cloud holds every color with its share and its best moment", () => {
	const cells = cellsOf(film).sort((one, other) => other.share - one.share);
	assert.deepEqual(
		cells.map(({ hex, best }) => [hex, best]),
		[
			["#00ff00", 1],
			["#ff0000", 0],
			["#090909", 3],
			["#fafafa", 3],
			["#0000ff", 0],
		],
	);
	assert.ok(Math.abs(cells.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6);
});

test("tables and style sheets", () => {
	const lines = csvOf(film).split("\r\n");
	assert.equal(lines[0], "time_seconds,color_1,share_1,color_2,share_2");
	assert.equal(lines[1], "1,#ff0000,0.75,#0000ff,0.25");
	assert.equal(lines[3], "5,,,,");
	const color = { color: "#112233", share: 0.5, name: "Deep blue", sample: 0, time_seconds: 1 };
	assert.equal(cssOf([color, color]), ":root {\n  --deep-blue: #112233;\n  --deep-blue-2: #112233;\n}\n");
});
