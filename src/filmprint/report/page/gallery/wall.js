// The wall of films. Only what is in sight is in the page; cards that left it are kept for a while.

import { srgbFromHex } from "../shared/color.js";
import { button, element, theme } from "../shared/dom.js";
import { formatTime } from "../shared/time.js";
import { paintMarks, paintRing, paintStrip } from "./pictures.js";

/** @typedef {import("./films.js").GalleryFilm} GalleryFilm */

/**
 * @typedef {object} Shown what the wall is to show
 * @property {GalleryFilm[]} films in their order
 * @property {string} view
 * @property {Map<GalleryFilm, number> | null} matches shares 0..1
 * @property {(film: GalleryFilm) => number[][]} lanesOf marks of moments
 * @property {Set<string>} compared names
 */

const KEPT_CARDS = 240;
const PRINTED = 400; // films at most on paper
const BARS = 300; // of most films; in fewer pixels they are blended, not left out
const MOST_RING = 440; // device pixels
const GAP = 1.7; // of the font's size, as all below
const TEXT = 3.5;
const ACTIONS = 2.2;

/** @type {Record<string, {width: number, height: (width: number, em: number) => number}>} */
const CELLS_OF = {
	poster: { width: 11.5, height: (width) => width * 1.2 },
	strip: { width: 25, height: (_, em) => 6 * em },
	ring: { width: 13, height: (width) => width },
};

/** How many columns fit, and how wide they are then. @param {number} width @param {number} least @param {number} gap */
export function columnsOf(width, least, gap) {
	const count = Math.max(Math.floor((width + gap) / (least + gap)), 1);
	return { count, width: (width - gap * (count - 1)) / count };
}

export class Wall {
	/**
	 * @param {HTMLElement} root
	 * @param {Record<"open" | "like" | "compare", (film: GalleryFilm) => void>} acts
	 */
	constructor(root, acts) {
		this.root = root;
		this.acts = acts;
		/** @type {Shown} */
		this.shown = { films: [], view: "poster", matches: null, lanesOf: () => [], compared: new Set() };
		/** @type {Map<number, any>} by a film's number, the least recently shown first */
		this.cards = new Map();
		this.version = 0;
		this.ring = MOST_RING; // device pixels across
		/** @type {number[]} */
		this.ink = [0, 0, 0];
		this.current = 0; // where in the order the keys are
		this.cell = { count: 1, width: 100, height: 100, gap: 0 };
		this.pending = false;
		this.touch = matchMedia("(hover: none)");
		this.paper = matchMedia("print");
		window.addEventListener("scroll", () => this.renderSoon(), { passive: true });
		new ResizeObserver(() => this.arrange()).observe(root);
		document.fonts.ready.then(() => this.arrange());
		for (const query of [this.touch, this.paper, matchMedia("(prefers-color-scheme: dark)")])
			query.addEventListener("change", () => this.show(this.shown));
		root.addEventListener("keydown", (event) => this.press(event));
		root.addEventListener("focusin", (event) => {
			const card = /** @type {any} */ (event.target).closest(".card");
			if (card) this.setCurrent(card.position);
		});
	}

	/** @param {Shown} shown */
	show(shown) {
		const current = this.shown.films[this.current];
		this.shown = shown;
		this.current = Math.max(shown.films.indexOf(current), 0);
		this.version++;
		this.ink = srgbFromHex(theme().ink);
		this.root.dataset.view = shown.view;
		this.arrange();
	}

	arrange() {
		const { em } = theme();
		const { view, films } = this.shown;
		const kind = CELLS_OF[view];
		const whole = this.root.clientWidth;
		const gap = Math.min(GAP * em, whole / 24);
		const most = view === "strip" ? whole : (whole - gap) / 2; // two on a phone
		const { count, width } = columnsOf(whole, Math.min(kind.width * em, most), gap);
		const text = TEXT + (this.touch.matches ? ACTIONS : 0) + (view === "poster" ? 1 : 0);
		const height = kind.height(width, em) + text * em;
		const ring = Math.min(Math.ceil(width * (window.devicePixelRatio || 1)), MOST_RING);
		if (ring !== this.ring && view === "ring") this.version++;
		this.ring = ring;
		this.cell = { count, width, height, gap };
		this.root.classList.toggle("blended", (width - 2 * em) * (window.devicePixelRatio || 1) < BARS);
		const rows = Math.ceil(films.length / count);
		this.root.style.height = `${Math.max(rows * (height + gap) - gap, 0)}px`;
		this.render();
	}

	renderSoon() {
		if (this.pending) return;
		this.pending = true;
		requestAnimationFrame(() => {
			this.pending = false;
			this.render();
		});
	}

	/** The first film in sight, and the one after the last. */
	range() {
		const { films } = this.shown;
		if (this.paper.matches) return [0, Math.min(films.length, PRINTED)];
		const { count, height, gap } = this.cell;
		const top = -this.root.getBoundingClientRect().top;
		const spare = window.innerHeight / 2;
		const row = height + gap;
		const first = Math.max(Math.floor((top - spare) / row), 0) * count;
		const last = Math.max(Math.ceil((top + window.innerHeight + spare) / row), 0) * count;
		return [Math.min(first, films.length), Math.min(last, films.length)];
	}

	render() {
		const { films } = this.shown;
		const [first, last] = this.range();
		const positions = new Set(Array.from({ length: last - first }, (_, n) => first + n));
		if (films.length) positions.add(this.current); // where the focus is, or comes to
		const ordered = [...positions].sort((one, other) => one - other).map((position) => this.cardAt(position));
		const wanted = new Set(ordered);
		for (const card of [...this.root.children]) if (!wanted.has(card)) card.remove();
		this.order(ordered);
		for (const [index, card] of this.cards) {
			if (this.cards.size <= Math.max(KEPT_CARDS, 2 * positions.size)) break;
			if (!card.isConnected) this.cards.delete(index);
		}
	}

	/** Have these cards in this order, which is that of reading; one that is moved would lose the focus. @param {any[]} cards */
	order(cards) {
		const focused = document.activeElement?.closest(".card");
		let next = this.root.firstElementChild;
		for (const card of cards) {
			if (card === focused) {
				while (next && next !== card) {
					const after = next.nextElementSibling;
					next.remove();
					next = after;
				}
			}
			if (card === next) next = next?.nextElementSibling ?? null;
			else this.root.insertBefore(card, next);
		}
	}

	/** The card of the film at that position, as it is to be seen. @param {number} position */
	cardAt(position) {
		const film = this.shown.films[position];
		const card = this.cards.get(film.index) ?? this.makeCard(film);
		this.cards.delete(film.index);
		this.cards.set(film.index, card);
		if (card.version !== this.version) this.paint(card);
		const { count, width, height, gap } = this.cell;
		const [x, y] = [(position % count) * (width + gap), Math.floor(position / count) * (height + gap)];
		Object.assign(card.style, { width: `${width}px`, height: `${height}px`, transform: `translate(${x}px, ${y}px)` });
		card.position = position;
		card.setAttribute("aria-posinset", position + 1);
		card.setAttribute("aria-setsize", this.shown.films.length);
		this.setTabs(card);
		return card;
	}

	/** @param {GalleryFilm} film */
	makeCard(film) {
		const picture = element("canvas", { "aria-hidden": "true", className: "picture" });
		const marks = element("canvas", { "aria-hidden": "true", className: "marks" });
		const facts = element("span", { className: "facts" });
		const parts = [
			element("span", { className: "frame" }, picture, marks),
			element("span", { className: "title" }, film.title),
			facts,
		];
		const opener = film.report
			? element("a", { href: film.report, className: "opener" }, ...parts)
			: button(() => this.acts.open(film), { className: "opener", "aria-haspopup": "dialog" }, ...parts);
		const like = button(() => this.acts.like(film), { "aria-label": `Like this, ${film.title}` }, "Like this");
		const compare = button(() => this.acts.compare(film), { "aria-label": `Compare, ${film.title}` }, "Compare");
		const card = element("li", { className: "card" }, opener, element("span", { className: "actions" }, like, compare));
		return Object.assign(card, { film, picture, marks, facts, opener, like, compare });
	}

	/** @param {any} card */
	paint(card) {
		const { view, matches, lanesOf, compared } = this.shown;
		const film = /** @type {GalleryFilm} */ (card.film);
		const lanes = lanesOf(film);
		const { ink } = this;
		if (view === "ring") paintRing(card.picture, film, { size: this.ring, lanes, ink });
		else paintStrip(card.picture, film);
		card.marks.hidden = view === "ring" || !lanes.length;
		if (!card.marks.hidden) paintMarks(card.marks, lanes, ink);
		const match = matches?.get(film);
		const facts = [film.year, formatTime(film.seconds)].filter((fact) => fact !== null).join(" · ");
		card.facts.replaceChildren(...(match === undefined ? [] : [element("strong", {}, percentOf(match)), " · "]), facts);
		card.compare.setAttribute("aria-pressed", compared.has(film.name));
		card.classList.toggle("compared", compared.has(film.name));
		card.version = this.version;
	}

	/** @param {any} card */
	setTabs(card) {
		const tabIndex = card.position === this.current ? 0 : -1;
		for (const part of [card.opener, card.like, card.compare]) part.tabIndex = tabIndex;
	}

	/** @param {number} position */
	setCurrent(position) {
		this.current = position;
		for (const card of this.root.children) this.setTabs(card);
	}

	/** Bring a film into sight and give it the focus. @param {number} position */
	focus(position) {
		const { count, height, gap } = this.cell;
		if (!this.shown.films.length) return;
		this.current = position;
		const top = this.root.getBoundingClientRect().top + Math.floor(position / count) * (height + gap);
		const bottom = window.innerHeight - gap - this.covered();
		if (top < gap) window.scrollBy(0, top - gap);
		else if (top + height > bottom) window.scrollBy(0, top + height - bottom);
		this.render();
		this.cards.get(this.shown.films[position].index).opener.focus({ preventScroll: true });
		this.setCurrent(position);
	}

	/** How much of the window's lower end something lies over. */
	covered() {
		return document.getElementById("tray")?.offsetHeight ?? 0;
	}

	/** @param {KeyboardEvent} event */
	press(event) {
		const { films } = this.shown;
		const { count, height, gap } = this.cell;
		const page = Math.max(Math.floor(window.innerHeight / (height + gap)), 1) * count;
		/** @type {Record<string, number>} */
		const moves = {
			ArrowLeft: this.current - 1,
			ArrowRight: this.current + 1,
			ArrowUp: this.current < count ? this.current : this.current - count,
			ArrowDown: this.current + count,
			PageUp: this.current - page,
			PageDown: this.current + page,
			Home: 0,
			End: films.length - 1,
		};
		if (event.ctrlKey || event.metaKey || event.altKey || !films.length) return;
		if (event.key in moves) this.focus(Math.min(Math.max(moves[event.key], 0), films.length - 1));
		else if (event.key.toLowerCase() === "l") this.acts.like(films[this.current]);
		else if (event.key.toLowerCase() === "c") this.acts.compare(films[this.current]);
		else return;
		event.preventDefault();
	}
}

/** A share as "61 %", small ones with a decimal. @param {number} share */
export function percentOf(share) {
	return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
