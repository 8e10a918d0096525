import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { choicesOf, linkOf } from "../../src/filmprint/report/page/gallery/choices.js";
import { hexOf } from "../../src/filmprint/report/page/gallery/color_fields.js";
import {
	likeness,
	momentsNear,
	plainText,
	readFilms,
	SORTS,
	shareNear,
	sortFilms,
} from "../../src/filmprint/report/page/gallery/films.js";
import { columnsOf } from "../../src/filmprint/report/page/gallery/wall.js";
import { oklabFromSrgb, srgbFromHex } from "../../src/filmprint/report/page/shared/color.js";

// Written by Python: see gallery_table.py.
const table = JSON.parse(readFileSync(new URL("gallery-table.json", import.meta.url), "utf-8"));
const films = readFilms(table.data);
const labs = table.colors.map((hex) => oklabFromSrgb(...srgbFromHex(hex)));

/** @param {number} one @param {number} other */
const near = (one, other) => assert.ok(Math.abs(one - other) < 2e-6, `${one} is not ${other}`);

test("shares near a color are Python's, of films and of moments", () => {
	assert.ok(films.length >= 5);
	for (const [n, film] of films.entries()) {
		for (const [k, lab] of labs.entries()) near(shareNear(film, lab), table.shares[n][k]);
		const moments = momentsNear(film, labs[0]);
		assert.equal(moments.length, table.moments[n].length);
		for (const [k, share] of moments.entries()) near(share, table.moments[n][k]);
	}
});

test("the colors that two films have in common are Python's", () => {
	for (const [n, one] of films.entries())
		for (const [k, other] of films.entries()) near(likeness(one, other), table.likeness[n][k]);
	assert.ok(Math.abs(likeness(films[0], films[0]) - 1) < 1e-3); // shares are rounded
});

test("films without a number come last, both ways", () => {
	const years = [1990, null, 1950].map((year) => ({ ...films[0], year }));
	const order = (reversed) => sortFilms(years, SORTS.year, reversed).map(({ year }) => year);
	assert.deepEqual(order(false), [1950, 1990, null]);
	assert.deepEqual(order(true), [1990, 1950, null]);
});

test("a link says all that was chosen, and nothing wrong", () => {
	const link =
		"view=ring&sort=hue&reversed=1&text=a%26b&from=1950&to=1960&color=cc0000&color=0000ff&compare=a&compare=b&film=c&comparing=1";
	assert.equal(linkOf(choicesOf(link)), link);
	assert.equal(linkOf(choicesOf("")), "");
	assert.equal(linkOf(choicesOf("like=x%3Dy")), "like=x%3Dy");
	const wrong = choicesOf("view=x&sort=constructor&from=x&color=red&color=12&comparing=1&compare=a&compare=a");
	assert.equal(linkOf(wrong), "compare=a");
	assert.equal(choicesOf("sort=match").sort, "title");
});

test("colors are typed as hex or by name", () => {
	const named = new Map([["deep red", "#9a0200"]]);
	for (const [text, hex] of [
		["#C8102E", "#c8102e"],
		[" c8102e ", "#c8102e"],
		["#c12", "#cc1122"],
		["Deep red", "#9a0200"],
		["", null],
		["#12345", null],
		["nothing", null],
	])
		assert.equal(hexOf(text ?? "", named), hex);
});

test("columns fill the wall", () => {
	assert.deepEqual(columnsOf(1000, 300, 50), { count: 3, width: 300 });
	assert.deepEqual(columnsOf(100, 300, 50), { count: 1, width: 100 });
	assert.equal(plainText("Été"), "ete");
});
