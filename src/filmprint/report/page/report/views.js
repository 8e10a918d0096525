// The views over time: each draws with a pen and says what place on the axis a point belongs to.

import { hexFromSrgb, srgbFromOklab } from "../shared/color.js";
import { hatch, onCircle } from "../shared/pen.js";
import { formatTime, ticksOfParts } from "../shared/time.js";

/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("../shared/pen.js").Pen} Pen */
/** @typedef {import("../shared/pen.js").Box} Box */
/**
 * What is drawn: `range` is the stretch shown, on the axis of samples.
 * @typedef {object} Scene
 * @property {Film} film
 * @property {[number, number]} range
 * @property {number} rows
 * @property {Box} box
 * @property {import("../shared/dom.js").Theme} theme
 */

const AXIS = 1.75; // height below a picture, in font sizes
const LANE_HEAD = 1.6;
const SMALL = 0.76;
const UNDER = 8; // parts of a ring that one reaches under the next ones, or paper would shine through

/** The box of a picture over time, above its axis. @param {number} width @param {number} height @param {number} em @returns {Box} */
export function boxOverTime(width, height, em) {
	return { x: 0, y: 0, width, height: height - AXIS * em };
}

/** Where a place on the axis is drawn. @param {Scene} scene @param {number} position */
export function across({ box, range: [begin, end] }, position) {
	return box.x + ((position - begin) / (end - begin)) * box.width;
}

/** @param {Scene} scene @param {number} x */
export function positionAcross({ box, range: [begin, end] }, x) {
	return begin + ((x - box.x) / box.width) * (end - begin);
}

/**
 * Visit the samples that are seen, with the left edge and width of each.
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {(i: number, x: number, width: number) => void} visit
 */
function eachColumn(pen, scene, visit) {
	const { box, range } = scene;
	let left = box.x;
	for (let i = Math.floor(range[0]); i < Math.min(Math.ceil(range[1]), scene.film.count); i++) {
		const right = Math.min(pen.snap(across(scene, i + 1)), box.x + box.width);
		if (right > left) visit(i, left, right - left);
		left = Math.max(left, right);
	}
}

/** Show which samples have no frame, or another's. @param {Pen} pen @param {Scene} scene */
function markGaps(pen, scene) {
	const { film, box, theme } = scene;
	/** @type {{kind: number, x: number, end: number}[]} */
	const runs = [];
	eachColumn(pen, scene, (i, x, width) => {
		const kind = film.isMissing(i) ? 1 : film.standIn(i) >= 0 ? 2 : 0;
		const last = runs.at(-1);
		if (last?.kind === kind) last.end = x + width;
		else runs.push({ kind, x, end: x + width });
	});
	for (const { kind, x, end } of runs) {
		if (kind === 1) pen.rect(x, box.y, end - x, box.height, theme.missing);
		if (kind) hatch(pen, { ...box, x, width: end - x }, kind === 1 ? theme.quiet : theme.veil);
	}
}

/** @param {Pen} pen @param {Scene} scene */
export function drawAxis(pen, scene) {
	const { film, box, range, theme } = scene;
	const parts = film.partsOf(range);
	const { times, decimals } = ticksOfParts(parts, Math.max(box.width / (6 * theme.em), 2));
	const style = { size: SMALL * theme.em, fill: theme.quiet, align: /** @type {const} */ ("center") };
	// Where time jumps, two strokes say so. A label that would run into the next part's gives way.
	const joints = parts.slice(1).map(([begin]) => across(scene, film.position(begin)));
	for (const x of joints)
		for (const shift of [-3, 0]) pen.line([x + shift, box.height + 9, x + shift + 3, box.height + 2], theme.quiet);
	const room = joints.length ? 3.6 * theme.em : 0;
	let next = Infinity;
	for (const time of times.reverse()) {
		const x = across(scene, film.position(time));
		if (next - x < room) continue;
		next = x;
		const label = formatTime(time, decimals);
		const half = label.length * 0.3 * style.size;
		pen.line([x, box.height + 3, x, box.height + 7], theme.quiet);
		pen.text(label, Math.min(Math.max(x, half), box.width - half), box.height + 1.4 * theme.em, style);
	}
}

/** @param {Pen} pen @param {Scene} scene */
function drawBars(pen, scene) {
	const { film, rows, box } = scene;
	const edges = Array.from({ length: rows + 1 }, (_, row) => pen.snap(box.y + (row / rows) * box.height));
	eachColumn(pen, scene, (i, x, width) => {
		for (let row = 0; row < rows; row++)
			pen.rect(x, edges[row], width, edges[row + 1] - edges[row], film.dominant(i, row));
	});
	markGaps(pen, scene);
}

/** Each color as high as its share, the lightest at the top. @param {Pen} pen @param {Scene} scene */
function drawStack(pen, scene) {
	const { film, box } = scene;
	eachColumn(pen, scene, (i, x, width) => {
		const first = i * film.kept;
		const order = Array.from({ length: film.clusters(i) }, (_, k) => k);
		order.sort((one, other) => film.lab[3 * (first + other)] - film.lab[3 * (first + one)]);
		const whole = order.reduce((sum, k) => sum + film.share(i, k), 0);
		let [top, height] = [box.y, 0];
		for (const k of order) {
			height += (film.share(i, k) / whole) * box.height;
			const bottom = pen.snap(box.y + height);
			if (bottom > top) pen.rect(x, top, width, bottom - top, film.hex(i, k));
			top = bottom;
		}
	});
	markGaps(pen, scene);
}

/** The frames, each squeezed to a column. @param {Pen} pen @param {Scene} scene */
function drawFrames(pen, scene) {
	const { frames, count } = scene.film;
	const part = scene.range.map((position) => position / count);
	pen.image(/** @type {HTMLImageElement} */ (frames), part, scene.box);
	markGaps(pen, scene);
}

/** @param {Box} box */
function ringOf(box) {
	const outer = Math.min(box.width, box.height) / 2 - 6;
	return { x: box.x + box.width / 2, y: box.y + box.height / 2, inner: outer * 0.56, outer };
}

/** Once around, clockwise from the top; each part reaches under the next. @param {Pen} pen @param {Scene} scene */
function drawRing(pen, scene) {
	const { film, rows, box, range, theme } = scene;
	const { x, y, inner, outer } = ringOf(box);
	const shown = Math.ceil(range[1]) - Math.floor(range[0]);
	const parts = Math.min(shown, pen.parts(outer));
	for (let n = -1; n < parts; n++) {
		const part = (n + parts) % parts; // the last one lies under the first, too
		const i = Math.min(Math.floor(range[0] + ((part + 0.5) / parts) * (range[1] - range[0])), film.count - 1);
		/** @type {[number, number]} */
		const turns = [part / parts, n < 0 ? 1 + UNDER / parts : Math.min(part + UNDER, parts) / parts];
		if (film.isMissing(i)) {
			pen.sector(x, y, [inner, outer], turns, theme.paper);
			pen.sector(x, y, [(inner + outer) / 2 - 3, (inner + outer) / 2 + 3], turns, theme.quiet);
		} else
			for (let row = 0; row < rows; row++)
				pen.sector(x, y, [inner, outer - ((outer - inner) * row) / rows], turns, film.dominant(i, row));
		if (film.standIn(i) >= 0) pen.sector(x, y, [outer + 2, outer + 4], turns, theme.quiet);
	}
}

/** @param {Scene} scene @param {number} x @param {number} y */
function ringPosition({ box, range: [begin, end] }, x, y) {
	const ring = ringOf(box);
	const turn = (Math.atan2(x - ring.x, ring.y - y) / (2 * Math.PI) + 1) % 1;
	return begin + turn * (end - begin);
}

/** @param {Pen} pen @param {number[]} points @param {Scene["theme"]} theme */
function drawMark(pen, points, { paper, ink }) {
	pen.line(points, paper, 4);
	pen.line(points, ink, 1.5);
}

/** @param {Pen} pen @param {Scene} scene @param {number} i */
function markRing(pen, { box, range: [begin, end], theme, film }, i) {
	const { x, y, inner, outer } = ringOf(box);
	const turn = (i + 0.5 - begin) / (end - begin);
	if (turn >= 0 && turn <= 1) {
		const points = [...onCircle(x, y, inner - 5, turn), ...onCircle(x, y, outer + 5, turn)];
		drawMark(pen, points, theme);
	}
	const size = Math.min(inner / 3.6, 4 * theme.em);
	pen.text(film.clock(i), x, y + size * 0.36, { size, fill: theme.ink, align: "center", weight: 300 });
}

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {number[]} values of all samples, NaN for none
 * @property {number} low
 * @property {number} high
 * @property {string} unit
 */

/** @param {Film} film @returns {Lane[]} */
function lanesOf(film) {
	const { loudness } = film;
	const all = Array.from(film.times, (_, i) => film.means(i));
	const chroma = Math.ceil(all.reduce((most, means) => Math.max(most, means.chroma || 0), 0.05) * 20) / 20;
	const lanes = [
		{ name: "Lightness", values: all.map((means) => means.lightness), low: 0, high: 1, unit: "" },
		{ name: "Chroma", values: all.map((means) => means.chroma), low: 0, high: chroma, unit: "" },
		{ name: "Hue", values: all.map((means) => means.hue), low: 0, high: 360, unit: "°" },
	];
	if (loudness) lanes.push({ name: "Loudness", values: [...loudness], low: -60, high: 0, unit: " LUFS" });
	return lanes;
}

/** A color of a hue in degrees. @param {number} hue */
function hueColor(hue) {
	const turn = (hue * Math.PI) / 180;
	return hexFromSrgb(srgbFromOklab(0.68, 0.13 * Math.cos(turn), 0.13 * Math.sin(turn)));
}

/** @param {Pen} pen @param {Scene} scene */
function drawCurves(pen, scene) {
	const { film, box, theme } = scene;
	const lanes = lanesOf(film);
	const pitch = box.height / lanes.length;
	const right = box.x + box.width;
	for (const [n, { name, values, low, high, unit }] of lanes.entries()) {
		const top = box.y + n * pitch + LANE_HEAD * theme.em;
		const base = box.y + (n + 1) * pitch - 6;
		const head = top - 0.5 * theme.em;
		const span = `${low} to ${high}${unit}`.replaceAll("-", "−");
		pen.text(name, box.x, head, { size: 0.8 * theme.em, fill: theme.ink, weight: 500 });
		pen.text(span, right, head, { size: SMALL * theme.em, fill: theme.quiet, align: "right" });
		/** @type {number[][]} */
		const lines = [[]];
		eachColumn(pen, scene, (i, x, width) => {
			const part = (values[i] - low) / (high - low);
			const y = base - Math.min(Math.max(part, 0), 1) * (base - top);
			if (Number.isNaN(part)) lines.push([]);
			else if (unit === "°") pen.rect(x, y - 1.5, Math.max(width, 1.5), 3, hueColor(values[i]));
			else {
				pen.rect(x, y, width, base - y, film.hex(i, 0));
				lines[lines.length - 1].push(x, y, x + width, y);
			}
		});
		for (const line of lines) if (line.length) pen.line(line, theme.ink, 0.8);
		markGaps(pen, { ...scene, box: { ...box, y: top, height: base - top } });
		pen.line([box.x, base + 0.5, right, base + 0.5], theme.line);
	}
}

/** @param {Pen} pen @param {Scene} scene @param {number} i */
function markAcross(pen, scene, i) {
	const { box, theme } = scene;
	const x = across(scene, i + 0.5);
	if (x < box.x || x > box.x + box.width) return;
	drawMark(pen, [x, box.y, x, box.y + box.height + 7], theme);
}

/**
 * @typedef {object} View
 * @property {(pen: Pen, scene: Scene) => void} draw
 * @property {(pen: Pen, scene: Scene, i: number) => void} mark shows the moment, over the picture
 * @property {(scene: Scene, x: number, y: number) => number | null} position
 * @property {boolean} axis whether time goes across
 */

/** @param {(pen: Pen, scene: Scene) => void} draw @returns {View} */
const overTime = (draw) => ({ draw, mark: markAcross, position: positionAcross, axis: true });

/** @type {Record<string, View>} */
export const VIEWS = {
	bars: overTime(drawBars),
	frames: overTime(drawFrames),
	stack: overTime(drawStack),
	ring: { draw: drawRing, mark: markRing, position: ringPosition, axis: false },
	curves: overTime(drawCurves),
};
