import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
	colorNamer,
	hexFromSrgb,
	hueDegrees,
	oklabFromSrgb,
	srgbFromHex,
	srgbFromOklab,
} from "../../src/filmprint/report/page/shared/color.js";

// Written by Python: see color_table.py.
const table = JSON.parse(readFileSync(new URL("color-table.json", import.meta.url), "utf-8"));

/** @param {number[]} one @param {number[]} other @param {number} within */
function near(one, other, within) {
	for (const [n, value] of one.entries()) {
		assert.ok(Math.abs(value - other[n]) <= within, `${one} is not ${other}`);
	}
}

test("Oklab and back are Python's", () => {
	assert.ok(table.colors.length >= 500);
	for (const { srgb, oklab, back } of table.colors) {
		const lab = oklabFromSrgb(srgb[0], srgb[1], srgb[2]);
		near(lab, oklab, 1e-12);
		near(srgbFromOklab(...lab), back, 1e-6);
		assert.deepEqual(srgbFromHex(hexFromSrgb(srgbFromOklab(...lab))), srgb);
	}
});

test("colors out of gamut are cut as Python cuts them", () => {
	for (const { oklab, srgb } of table.outside) near(srgbFromOklab(...oklab), srgb, 1e-6);
});

test("names are Python's", () => {
	const nameOf = colorNamer(table.naming);
	for (const { srgb, name } of table.colors) assert.equal(nameOf(hexFromSrgb(srgb)), name);
});

test("hue goes from red over yellow and green to blue", () => {
	assert.deepEqual([hueDegrees(1, 0), hueDegrees(0, 1), hueDegrees(-1, 0), hueDegrees(0, -1)], [0, 90, 180, 270]);
});
