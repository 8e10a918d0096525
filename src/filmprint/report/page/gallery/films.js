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
	const shares = Float32Array.from(unpackWords(data.cell_shares), (value) => value / 65535);
	const momentShares = Float32Array.from(unpackBytes(data.moment_shares), (value) => value / 255);
	const paletteShares = Float32Array.from(unpackWords(data.palette_shares), (value) => value / 65535);
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
	return Float32Array.from(bytes, (value, n) => (n % 3 ? (value - 128) / chroma : value / lightness));
}

/** How near each cell is to a color, from 1 at it down to 0. @param {GalleryFilm} film @param {Lab} lab */
function nearness({ cells, shares }, [l, a, b]) {
	return Float32Array.from(shares, (_, n) => {
		const distance = (cells[3 * n] - l) ** 2 + (cells[3 * n + 1] - a) ** 2 + (cells[3 * n + 2] - b) ** 2;
		return Math.exp(-distance / NEAR ** 2);
	});
}

/** The share of a film near a color, 0..1; any cluster counts. @param {GalleryFilm} film @param {Lab} lab */
export function shareNear(film, lab) {
	return nearness(film, lab).reduce((sum, near, n) => sum + near * film.shares[n], 0);
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
	const held = new Float32Array(LEVELS[0] * LEVELS[1] * LEVELS[2]);
	for (let n = 0; n < film.shares.length; n++) {
		const parts = [0, 1, 2].map((axis) => {
			const at = (film.cells[3 * n + axis] - FIRST[axis]) / STEP[axis];
			return Math.min(Math.max(at, 0), LEVELS[axis] - 1);
		});
		for (let corner = 0; corner < 8; corner++) {
			let [index, weight] = [0, film.shares[n]];
			for (let axis = 0; axis < 3; axis++) {
				const below = Math.min(Math.floor(parts[axis]), LEVELS[axis] - 2);
				const up = (corner >> axis) & 1;
				weight *= up ? parts[axis] - below : 1 - parts[axis] + below;
				index = index * LEVELS[axis] + below + up;
			}
			held[index] += weight;
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
