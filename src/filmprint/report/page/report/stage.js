// The picture: drawing it, and everything a hand can do with it.

import { announce, copyText, fitCanvas, theme } from "../shared/dom.js";
import { CanvasPen } from "../shared/pen.js";
import { Cloud } from "./cloud.js";
import { fitRange } from "./state.js";
import { VIEWS, across, boxOverTime, drawAxis } from "./views.js";

/** @typedef {import("./views.js").Scene} Scene */

const DRAG = 6; // pixels from which on a press is a drag
const SCROLLING = 300; // milliseconds for which a wheel that scrolled the page goes on doing so

export class Stage {
	/**
	 * @param {import("./film.js").Film} film
	 * @param {import("./state.js").State} state
	 * @param {Record<"stage" | "picture" | "marks" | "overview", any>} parts
	 */
	constructor(film, state, parts) {
		this.film = film;
		this.state = state;
		this.parts = parts;
		this.cloud = new Cloud(film);
		/** @type {Map<number, PointerEvent>} */
		this.pointers = new Map();
		/** @type {{x: number, y: number, position: number | null, moved: boolean} | null} */
		this.press = null;
		/** @type {[number, number] | null} */
		this.selection = null;
		this.scrolled = -SCROLLING;
		this.apart = 0; // two fingers, in pixels
		this.pending = new Set();
		state.listeners.push((changed) => {
			this.cloud.zoom = state.values.magnified;
			if (changed.has("moment") || changed.has("pinned")) this.cloud.lit = true;
			else this.redraw("picture");
			if (changed.has("range")) this.redraw("overview");
			this.redraw("marks");
		});
		this.listen();
	}

	get view() {
		const { view } = this.state.values;
		return view === "cloud" ? this.cloud : VIEWS[view];
	}

	/** @param {number} width @param {number} height @returns {Scene} */
	scene(width, height) {
		const { range, rows } = this.state.values;
		const colors = theme();
		const box = this.view.axis ? boxOverTime(width, height, colors.em) : { x: 0, y: 0, width, height };
		return { film: this.film, range, rows, box, theme: colors };
	}

	/** The view as it is seen, drawn with any pen. @param {import("../shared/pen.js").Pen} pen @param {number} width @param {number} height */
	paint(pen, width, height) {
		const scene = this.scene(width, height);
		this.view.draw(pen, scene);
		if (this.view.axis) drawAxis(pen, scene);
	}

	/** Draw in the next frame. @param {"picture" | "marks" | "overview"} what */
	redraw(what) {
		if (!this.pending.size)
			requestAnimationFrame(() => {
				const parts = [...this.pending];
				this.pending.clear();
				for (const part of parts) this.drawPart(part);
			});
		this.pending.add(what);
	}

	drawAll() {
		for (const part of /** @type {const} */ (["picture", "marks", "overview"])) this.drawPart(part);
	}

	/** @param {"picture" | "marks" | "overview"} part */
	drawPart(part) {
		const { context, width, height, scale } = fitCanvas(this.parts[part]);
		const pen = new CanvasPen(context, scale);
		if (part === "picture") this.paint(pen, width, height);
		else if (part === "overview") this.drawOverview(pen, width, height);
		else this.drawMarks(pen, width, height);
	}

	/** @param {CanvasPen} pen @param {number} width @param {number} height */
	drawOverview(pen, width, height) {
		const { range } = this.state.values;
		const count = this.film.count;
		/** @type {Scene} */
		const scene = { ...this.scene(width, height), range: [0, count], rows: 1, box: { x: 0, y: 0, width, height } };
		VIEWS.bars.draw(pen, scene);
		if (range[1] - range[0] === count) return;
		const [left, right] = veilOutside(pen, scene, range);
		pen.line([left, 1, right, 1, right, height - 1, left, height - 1, left, 1], scene.theme.ink, 2);
	}

	/** @param {CanvasPen} pen @param {number} width @param {number} height */
	drawMarks(pen, width, height) {
		const scene = this.scene(width, height);
		if (this.selection && this.view.axis) veilOutside(pen, scene, sorted(this.selection));
		this.view.mark(pen, scene, this.state.values.moment);
	}

	// What hands do

	listen() {
		const { stage, overview } = this.parts;
		for (const kind of /** @type {const} */ (["down", "move", "up", "cancel"]))
			stage[`onpointer${kind}`] = (/** @type {PointerEvent} */ event) => this[kind](event);
		stage.onkeydown = (/** @type {KeyboardEvent} */ event) => this.key(event);
		stage.addEventListener("wheel", (/** @type {WheelEvent} */ event) => this.wheel(event), { passive: false });
		overview.onpointerdown = overview.onpointermove = (/** @type {PointerEvent} */ event) => this.inOverview(event);
		document.addEventListener("scroll", () => {
			this.scrolled = performance.now();
		});
	}

	/** @param {{clientX: number, clientY: number}} event */
	point(event) {
		const { left, top, width, height } = this.parts.picture.getBoundingClientRect();
		const [x, y] = [event.clientX - left, event.clientY - top];
		return { x, y, position: this.view.position(this.scene(width, height), x, y) };
	}

	/** Show a moment. @param {number | null} position @param {boolean} [always] also when one is pinned */
	show(position, always = false) {
		if (position === null || (this.state.values.pinned && !always)) return;
		this.state.set({ moment: Math.min(Math.max(Math.floor(position), 0), this.film.count - 1) });
	}

	/** @param {PointerEvent} event */
	down(event) {
		if (event.button !== 0) return;
		this.parts.stage.setPointerCapture(event.pointerId);
		this.pointers.set(event.pointerId, event);
		this.apart = 0;
		this.press = this.pointers.size > 1 ? null : { ...this.point(event), moved: false };
		if (event.pointerType === "touch" && this.press && this.view !== this.cloud) this.show(this.press.position);
	}

	/** @param {PointerEvent} event */
	move(event) {
		const before = this.pointers.get(event.pointerId);
		if (before) this.pointers.set(event.pointerId, event);
		if (this.pointers.size === 2) return this.pinch();
		const { press } = this;
		const { x, y, position } = this.point(event);
		if (press && before) {
			press.moved ||= Math.hypot(x - press.x, y - press.y) >= DRAG;
			if (!press.moved) return;
			if (this.view === this.cloud) {
				this.cloud.turn((event.clientX - before.clientX) * 0.01, (event.clientY - before.clientY) * 0.01);
				return this.redrawCloud();
			}
			if (event.pointerType !== "touch" && press.position !== null && position !== null) {
				this.selection = [press.position, position];
				this.redraw("marks");
			}
		}
		if (!press || this.view !== this.cloud) this.show(position);
	}

	/** @param {PointerEvent} event */
	up(event) {
		const { press, selection } = this;
		this.cancel(event);
		if (!press || this.pointers.size) return;
		if (selection) {
			this.state.set({ range: fitRange(sorted(selection), this.film.count) });
		} else if (!press.moved) this.pin(press.position);
	}

	/** @param {PointerEvent} event */
	cancel(event) {
		this.pointers.delete(event.pointerId);
		this.drop();
	}

	/** End what was begun. */
	drop() {
		this.press = null;
		this.selection = null;
		this.redraw("marks");
	}

	/** Pin a moment and copy its hex, or let it go where it is pinned already. @param {number | null} position */
	pin(position) {
		const before = this.state.values;
		if (position !== null && before.pinned && Math.floor(position) === before.moment) return this.unpin();
		this.show(position, true);
		this.state.set({ pinned: true });
		const { moment } = this.state.values;
		if (!this.film.isMissing(moment)) copyText(this.film.hex(moment, 0));
	}

	unpin() {
		this.state.set({ pinned: false });
		announce("Not pinned any more");
	}

	/** Move the stretch that is shown. @param {number} by */
	shift(by) {
		const [begin, end] = this.state.values.range;
		this.state.set({ range: fitRange([begin + by, end + by], this.film.count) });
	}

	/** Back to the whole film. */
	whole() {
		this.cloud.reset();
		this.state.set({ range: [0, this.film.count], magnified: 1 });
		this.redrawCloud();
	}

	redrawCloud() {
		if (this.view !== this.cloud) return;
		this.redraw("picture");
		this.redraw("marks");
	}

	/** @param {number} position @param {number} factor */
	zoom(position, factor) {
		const { range, magnified } = this.state.values;
		if (this.view === this.cloud) this.state.set({ magnified: Math.min(Math.max(magnified / factor, 0.7), 8) });
		else this.state.set({ range: fitRange(range, this.film.count, factor, position) });
	}

	get isWhole() {
		const { range, magnified } = this.state.values;
		return this.view === this.cloud ? magnified <= 1 : range[1] - range[0] >= this.film.count;
	}

	/** @param {WheelEvent} event */
	wheel(event) {
		const now = performance.now();
		const outward = event.deltaY > 0 && this.isWhole;
		if (!event.ctrlKey && (outward || now - this.scrolled < SCROLLING)) {
			this.scrolled = now;
			return;
		}
		event.preventDefault();
		const { range } = this.state.values;
		const position = this.point(event).position ?? range[0];
		if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
			const by = (event.deltaX / this.parts.picture.clientWidth) * (range[1] - range[0]);
			this.shift(by);
		} else this.zoom(position, Math.exp(Math.min(Math.max(event.deltaY, -200), 200) * (event.ctrlKey ? 0.01 : 0.002)));
	}

	/** Two fingers zoom around the point between them. */
	pinch() {
		const [one, other] = [...this.pointers.values()];
		const middle = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 };
		const apart = Math.max(Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY), 20);
		if (this.apart) this.zoom(this.point(middle).position ?? this.state.values.range[0], this.apart / apart);
		this.apart = apart;
	}

	/** @param {PointerEvent} event */
	inOverview(event) {
		const { left, width } = this.parts.overview.getBoundingClientRect();
		const position = ((event.clientX - left) / width) * this.film.count;
		const { range } = this.state.values;
		this.show(position);
		if (event.buttons !== 1) return;
		this.parts.overview.setPointerCapture(event.pointerId);
		this.shift(position - (range[0] + range[1]) / 2);
	}

	/** @param {KeyboardEvent} event */
	key(event) {
		if (event.altKey || event.metaKey || event.ctrlKey) return;
		const { range, moment } = this.state.values;
		const page = Math.max(Math.round((range[1] - range[0]) / 20), 1);
		const [first, last] = [Math.floor(range[0]), Math.ceil(range[1]) - 1];
		/** @type {Record<string, [number, number]>} */
		const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [-1, -1], ArrowUp: [1, 1] };
		/** @type {Record<string, () => void>} */
		const keys = {
			PageUp: () => this.step(moment + page),
			PageDown: () => this.step(moment - page),
			Home: () => this.step(moment === first ? 0 : first),
			End: () => this.step(moment === last ? this.film.count - 1 : last),
			Enter: () => this.pin(moment + 0.5),
			"+": () => this.zoom(moment + 0.5, 0.7),
			"-": () => this.zoom(moment + 0.5, 1 / 0.7),
		};
		const key = { " ": "Enter", "=": "+" }[event.key] ?? event.key;
		const arrow = arrows[key];
		if (arrow && event.shiftKey && this.view === this.cloud) {
			this.cloud.turn(arrow[1] ? 0 : arrow[0] * 0.15, arrow[1] * 0.1);
			this.redrawCloud();
		} else if (arrow) this.step(moment + arrow[0] * (event.shiftKey ? 10 : 1));
		else if (key in keys) keys[key]();
		else return;
		event.preventDefault();
	}

	/** Go to a sample with the keyboard: the picture follows. @param {number} i */
	step(i) {
		const { range } = this.state.values;
		this.show(i, true);
		const { moment } = this.state.values;
		const beyond = Math.min(moment - range[0], 0) + Math.max(moment + 1 - range[1], 0);
		if (beyond) this.shift(beyond);
	}

	/** Escape: what was begun, then the zoom, then the pin. */
	escape() {
		if (this.selection) return this.drop();
		if (!this.isWhole) return this.whole();
		return this.state.values.pinned ? this.unpin() : undefined;
	}
}

/** @param {[number, number]} pair @returns {[number, number]} */
function sorted([one, other]) {
	return [Math.min(one, other), Math.max(one, other)];
}

/** Dim what is not in a stretch; where that begins and ends. @param {CanvasPen} pen @param {Scene} scene @param {[number, number]} range */
function veilOutside(pen, scene, range) {
	const { x, width, height } = scene.box;
	const [left, right] = range.map((position) => across(scene, position));
	pen.rect(x, 0, left - x, height, scene.theme.veil);
	pen.rect(right, 0, x + width - right, height, scene.theme.veil);
	return [left, right];
}
