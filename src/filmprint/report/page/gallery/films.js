// The films as the page has them, and what is computed from their colors.

import { unpackBytes, unpackSingles, unpackWords } from "../shared/data.js";

/**
 * @typedef {object} GalleryFilm
 * @property {number} index
 * @property {string} name its own, as in links to it
 * @property {string} title
 * @property {number | null} year
 * @property {string} file
 * @property {number} width
 * @property {number} height
 * @property {string} codec
 * @property {number} seconds
 * @property {number} begin seconds at which its strip begins
 * @property {number} end
 * @property {number[][]} parts that were sampled: beginning and end of each in seconds
 * @property {number} samples
 * @property {number} coverage
 * @property {number} lightness
 * @property {number} chroma
 * @property {number} hue
 * @property {Uint8Array} bars sRGB, three values each
 * @property {Set<number>} missing bars without a color
 * @property {Float32Array} cells Oklab, three values each
 * @property {Float32Array} shares of the cells
 * @property {Uint8Array} momentCells
 * @property {Float32Array} momentShares
 * @property {Uint8Array} palette sRGB, three values each
 * @property {Float32Array} paletteShares
 * @property {string | null} report where its page is
 * @property {Float32Array} [distribution]
 */

/** @typedef {[number, number, number]} Lab */

const NEAR = 0.08; // the distance in Oklab at which a color counts for 1/e
const LEVELS = [11, 13, 13]; // of the distribution's grid along L, a and b,
const STEP = [0.1, 0.05, 0.05]; // which begins at
const FIRST = [0, -0.3, -0.3];

/** @param {any} data what filmprint.report.gallery_data packed @returns {GalleryFilm[]} */
export function readFilms(data) {
	const [counts, means] = [unpackWords(data.counts), unpackSingles(data.means)];
	const [bars, palette] = [unpackBytes(data.bars), unpackBytes(data.palette)];
	const momentCells = unpackBytes(data.moment_cells);
	const cells = oklabFromSteps(unpackBytes(data.cells), data.steps);
	const shares = sharesOf(unpackWords(data.cell_shares), 65535);
	const momentShares = sharesOf(unpackBytes(data.moment_shares), 255);
	const paletteShares = sharesOf(unpackWords(data.palette_shares), 65535);
	let [bar, cell, moment, color] = [0, 0, 0, 0];
	return data.names.map((/** @type {string} */ name, /** @type {number} */ n) => {
		const [barCount, cellCount, momentCount, colorCount] = counts.subarray(4 * n);
		const [lightness, chroma, hue] = means.subarray(3 * n);
		const [momentFrom, momentTo] = [moment * data.kept, (moment + momentCount) * data.kept];
		const film = {
			index: n,
			name,
			title: data.titles[n] || data.files[n] || "Untitled",
			year: data.years[n],
			file: data.files[n],
			width: data.sizes[n][0],
			height: data.sizes[n][1],
			codec: data.codecs[n],
			seconds: data.seconds[n],
			begin: data.spans[n][0],
			end: data.spans[n][1],
			parts: data.parts?.[n] ?? [data.spans[n]],
			samples: data.samples[n],
			coverage: data.coverage[n],
			lightness,
			chroma,
			hue,
			bars: bars.subarray(3 * bar, 3 * (bar + barCount)),
			missing: new Set(data.missing[n]),
			cells: cells.subarray(3 * cell, 3 * (cell + cellCount)),
			shares: shares.subarray(cell, cell + cellCount),
			momentCells: momentCells.subarray(momentFrom, momentTo),
			momentShares: momentShares.subarray(momentFrom, momentTo),
			palette: palette.subarray(3 * color, 3 * (color + colorCount)),
			paletteShares: paletteShares.subarray(color, color + colorCount),
			report: data.reports?.[n] ?? null,
		};
		bar += barCount;
		cell += cellCount;
		moment += momentCount;
		color += colorCount;
		return film;
	});
}

/** @param {Uint8Array} bytes @param {number[]} steps of L, and of a and b @returns {Float32Array} */
export function oklabFromSteps(bytes, [lightness, chroma]) {
	const points = new Float32Array(bytes.length);
	for (let n = 0; n < points.length; n += 3) {
		points[n] = bytes[n] / lightness;
		points[n + 1] = (bytes[n + 1] - 128) / chroma;
		points[n + 2] = (bytes[n + 2] - 128) / chroma;
	}
	return points;
}

/** Shares from 0 to 1. @param {Uint8Array | Uint16Array} numbers @param {number} most the number of 1 */
function sharesOf(numbers, most) {
	const shares = new Float32Array(numbers.length);
	for (let n = 0; n < shares.length; n++) shares[n] = numbers[n] / most;
	return shares;
}

/** How near each cell is to a color, from 1 at it down to 0. @param {GalleryFilm} film @param {Lab} lab */
function nearness({ cells, shares }, [l, a, b]) {
	const near = new Float32Array(shares.length);
	for (let n = 0; n < near.length; n++) {
		const distance = (cells[3 * n] - l) ** 2 + (cells[3 * n + 1] - a) ** 2 + (cells[3 * n + 2] - b) ** 2;
		near[n] = Math.exp(-distance / NEAR ** 2);
	}
	return near;
}

/** The share of a film near a color, 0..1; any cluster counts. @param {GalleryFilm} film @param {Lab} lab */
export function shareNear(film, lab) {
	const near = nearness(film, lab);
	let sum = 0;
	for (let n = 0; n < near.length; n++) sum += near[n] * film.shares[n];
	return sum;
}

/** The same for each of its moments. @param {GalleryFilm} film @param {Lab} lab */
export function momentsNear(film, lab) {
	const near = nearness(film, lab);
	const kept = film.momentCells.length / momentCount(film) || 1;
	return Array.from({ length: momentCount(film) }, (_, moment) => {
		let sum = 0;
		for (let n = moment * kept; n < (moment + 1) * kept; n++) {
			if (film.momentShares[n] > 0) sum += film.momentShares[n] * near[film.momentCells[n]];
		}
		return sum;
	});
}

/** @param {GalleryFilm} film */
function momentCount({ samples }) {
	return Math.min(samples, 100);
}

/**
 * How much of a film lies at each point of a grid in Oklab; a color counts for the eight around it, so
 * that colors that differ little count as nearly the same.
 * @param {GalleryFilm} film
 */
export function distributionOf(film) {
	if (film.distribution) return film.distribution;
	const [, across, deep] = LEVELS;
	const held = new Float32Array(LEVELS[0] * across * deep);
	/** @param {number} n @param {number} axis */
	const at = (n, axis) =>
		Math.min(Math.max((film.cells[3 * n + axis] - FIRST[axis]) / STEP[axis], 0), LEVELS[axis] - 1);
	for (let n = 0; n < film.shares.length; n++) {
		const [l, a, b] = [at(n, 0), at(n, 1), at(n, 2)];
		const i = Math.min(Math.floor(l), LEVELS[0] - 2);
		const j = Math.min(Math.floor(a), across - 2);
		const k = Math.min(Math.floor(b), deep - 2);
		const node = (i * across + j) * deep + k;
		for (let corner = 0; corner < 8; corner++) {
			const [up, right, back] = [corner >> 2, (corner >> 1) & 1, corner & 1];
			const weight =
				(up ? l - i : 1 - l + i) * (right ? a - j : 1 - a + j) * (back ? b - k : 1 - b + k) * film.shares[n];
			held[node + (up * across + right) * deep + back] += weight;
		}
	}
	film.distribution = held;
	return held;
}

/** The share of their colors that two films have in common, 0..1. @param {GalleryFilm} one @param {GalleryFilm} other */
export function likeness(one, other) {
	const [p, q] = [distributionOf(one), distributionOf(other)];
	let sum = 0;
	for (let n = 0; n < p.length; n++) sum += Math.min(p[n], q[n]);
	return sum;
}

/** Have the distributions at hand before they are asked for, a few at a time. @param {GalleryFilm[]} films @param {number} [first] */
export function prepareDistributions(films, first = 0) {
	for (const film of films.slice(first, first + 50)) distributionOf(film);
	if (first + 50 < films.length) setTimeout(() => prepareDistributions(films, first + 50));
}

/**
 * What orders films, the smaller the earlier; NaN goes last.
 * @type {Record<string, (film: GalleryFilm) => number>}
 */
export const SORTS = {
	year: ({ year }) => year ?? NaN,
	length: ({ seconds }) => seconds,
	lightness: ({ lightness }) => lightness,
	chroma: ({ chroma }) => chroma,
	hue: ({ hue }) => hue,
};

/**
 * Films by a number each, those without one last, the order given kept among equals.
 * @param {GalleryFilm[]} films
 * @param {(film: GalleryFilm) => number} keyOf
 * @param {boolean} reversed
 */
export function sortFilms(films, keyOf, reversed) {
	const keys = new Map(films.map((film) => [film, keyOf(film)]));
	/** @param {GalleryFilm} film */
	const key = (film) => {
		const value = /** @type {number} */ (keys.get(film));
		if (Number.isNaN(value)) return Infinity;
		return reversed ? -value : value;
	};
	return [...films].sort((one, other) => {
		const [a, b] = [key(one), key(other)];
		return a === b ? 0 : a - b;
	});
}

/** A text as it is searched: without case and accents. @param {string} text */
export function plainText(text) {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
