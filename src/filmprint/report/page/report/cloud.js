// The film's colors as a cloud in Oklab that can be turned.

import { hexFromSrgb, srgbFromOklab } from "../shared/color.js";

/** @typedef {import("../shared/color.js").Triple} Triple */
/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("./views.js").Scene} Scene */
/** @typedef {import("./views.js").View} View */
/** @typedef {import("../shared/pen.js").Pen} Pen */

const CELL = 0.02; // edge of the cubes in which colors count as one
const [YAW, PITCH] = [0.6, 0.42];
const RING = 0.05; // chroma from one circle to the next

/**
 * @typedef {object} Cell
 * @property {Triple} lab
 * @property {number} share of all pixels
 * @property {number} best the sample that shows most of it
 * @property {number} most
 * @property {string} hex
 */

/** The cells that the film's colors fall into. @param {Film} film @returns {Cell[]} */
export function cellsOf(film) {
	/** @type {Map<number, Cell>} */
	const cells = new Map();
	let whole = 0;
	for (let n = 0; n < film.shares.length; n++) {
		const share = film.shares[n];
		if (!(share > 0)) continue;
		const lab = film.lab.subarray(3 * n, 3 * n + 3);
		const key = lab.reduce((sum, value) => sum * 1000 + Math.floor(value / CELL) + 500, 0);
		/** @type {Cell} */
		const cell = cells.get(key) ?? { lab: [0, 0, 0], share: 0, best: 0, most: 0, hex: "" };
		for (let axis = 0; axis < 3; axis++) cell.lab[axis] += share * lab[axis];
		cell.share += share;
		whole += share;
		if (share > cell.most) [cell.most, cell.best] = [share, Math.floor(n / film.kept)];
		cells.set(key, cell);
	}
	for (const cell of cells.values()) {
		cell.lab = /** @type {Triple} */ (cell.lab.map((sum) => sum / cell.share));
		cell.share /= whole;
		cell.hex = hexFromSrgb(srgbFromOklab(...cell.lab));
	}
	return [...cells.values()];
}

/** @implements {View} */
export class Cloud {
	/** @param {Film} film */
	constructor(film) {
		this.film = film;
		/** @type {Cell[]} gathered when the cloud is first seen */
		this.cells = [];
		this.reach = RING;
		this.yaw = YAW;
		this.pitch = PITCH;
		this.zoom = 1;
		this.axis = false;
		this.lit = false; // whether the moment is lit up
	}

	/** Turn by radians. @param {number} yaw @param {number} pitch */
	turn(yaw, pitch) {
		this.yaw += yaw;
		this.pitch = Math.min(Math.max(this.pitch + pitch, -0.1), Math.PI / 2);
	}

	/** @param {Scene["box"]} box */
	project(box) {
		if (!this.cells.length) {
			this.cells = cellsOf(this.film);
			const chroma = Math.max(...this.cells.map(({ lab }) => Math.hypot(lab[1], lab[2])), RING);
			this.reach = Math.ceil(chroma / RING + 1e-9) * RING;
		}
		const size = Math.min(box.width, box.height - 24) * 0.37 * this.zoom;
		const [cy, sy] = [Math.cos(this.yaw), Math.sin(this.yaw)];
		const [cp, sp] = [Math.cos(this.pitch), Math.sin(this.pitch)];
		return (/** @type {ArrayLike<number>} */ lab) => {
			const [a, b, up] = [lab[1] / this.reach, lab[2] / this.reach, 2 * lab[0] - 1];
			const [side, deep] = [a * cy - b * sy, a * sy + b * cy];
			return {
				x: box.x + box.width / 2 + size * side,
				y: box.y + (box.height - 24) / 2 - size * (up * cp + (deep + 0.5 * cp) * sp),
				near: up * sp - deep * cp,
				size,
			};
		};
	}

	/** @param {Pen} pen @param {Scene} scene */
	draw(pen, { box, theme }) {
		const project = this.project(box);
		/** @param {...number} lab */
		const at = (...lab) => [project(lab).x, project(lab).y];
		const r = this.reach;
		for (let chroma = RING; chroma <= r + 1e-9; chroma += RING) {
			const turns = Array.from({ length: 73 }, (_, n) => (n * Math.PI) / 36);
			const circle = turns.flatMap((turn) => at(0, chroma * Math.cos(turn), chroma * Math.sin(turn)));
			pen.line(circle, theme.line);
		}
		pen.line([...at(0, -r, 0), ...at(0, r, 0)], theme.line, 1.5);
		pen.line([...at(0, 0, -r), ...at(0, 0, r)], theme.line, 1.5);
		pen.line([...at(0, 0, 0), ...at(1, 0, 0)], theme.line, 1.5);
		const placed = this.cells
			.map((cell) => ({ cell, ...project(cell.lab) }))
			.sort((one, other) => one.near - other.near);
		for (const { cell, x, y, size } of placed) pen.disc(x, y, radius(cell.share, size), cell.hex, theme.line);
		const style = { size: 0.76 * theme.em, fill: theme.quiet, align: /** @type {const} */ ("center") };
		/** @param {string} text @param {number[]} point */
		const label = (text, [x, y]) => pen.text(text, x, y + 0.3 * theme.em, style);
		label("red", at(0, 1.13 * r, 0));
		label("green", at(0, -1.13 * r, 0));
		label("yellow", at(0, 0, 1.13 * r));
		label("blue", at(0, 0, -1.13 * r));
		if (this.pitch < 1.2) label("white, L 1", at(1.06, 0, 0));
		if (this.pitch < 1.2) label("black, L 0", at(0, -1.2 * r * Math.sin(this.yaw), -1.2 * r * Math.cos(this.yaw)));
		const scale = `Chroma circles ${RING}–${r.toFixed(2)}, stretched ×${(0.5 / r).toFixed(1)}`;
		pen.text(scale, box.x, box.y + box.height - 6, { ...style, align: "left" });
	}

	/** @param {Pen} pen @param {Scene} scene @param {number} i */
	mark(pen, { box, film, theme }, i) {
		if (!this.lit) return;
		const project = this.project(box);
		pen.rect(box.x, box.y, box.width, box.height, theme.veil);
		for (let k = film.clusters(i) - 1; k >= 0; k--) {
			const lab = film.lab.subarray(3 * (i * film.kept + k));
			const { x, y, size } = project(lab);
			const foot = project([0, lab[1], lab[2]]);
			pen.line([x, y, foot.x, foot.y], theme.quiet, 0.75);
			pen.disc(x, y, Math.max(radius(film.share(i, k), size), 5), film.hex(i, k), theme.ink, 1.5);
		}
	}

	/** The moment that shows most of the color at a point. @param {Scene} scene @param {number} x @param {number} y */
	position({ box }, x, y) {
		const project = this.project(box);
		let best = null;
		let nearest = -Infinity;
		for (const cell of this.cells) {
			const point = project(cell.lab);
			if (point.near > nearest && Math.hypot(point.x - x, point.y - y) <= radius(cell.share, point.size) + 3)
				[best, nearest] = [cell.best + 0.5, point.near];
		}
		return best;
	}

	/** The page's first view of it. */
	reset() {
		Object.assign(this, { yaw: YAW, pitch: PITCH });
	}
}

/** A disc's area grows with its share. @param {number} share @param {number} size */
function radius(share, size) {
	return size * Math.max(0.34 * Math.sqrt(share), 0.007);
}
