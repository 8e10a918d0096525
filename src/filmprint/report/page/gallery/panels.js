// What opens over the wall: a film's panel, and films compared.

import { hexFromSrgb, srgbFromHex } from "../shared/color.js";
import { button, byId, element, theme } from "../shared/dom.js";
import { formatTime, ticks } from "../shared/time.js";
import { likeness } from "./films.js";
import { paintMarks, paintStrip, withGaps } from "./pictures.js";
import { percentOf } from "./wall.js";

/** @typedef {import("./films.js").GalleryFilm} GalleryFilm */

/**
 * @typedef {object} PanelActs
 * @property {(hex: string) => string} nameOf
 * @property {(film: GalleryFilm) => number[][]} lanesOf
 * @property {(hex: string) => void} findColor
 * @property {(film: GalleryFilm) => void} like
 * @property {(film: GalleryFilm) => void} compare
 */

/** @param {GalleryFilm} film @param {PanelActs} acts */
export function showDetails(film, acts) {
	const dialog = byId("details");
	const close = () => dialog.close();
	/** @param {() => void} act */
	const closing = (act) => () => {
		close();
		act();
	};
	dialog.replaceChildren(
		panelHead("details-title", film.title, factLine(film), close),
		element("div", { className: "timeline" }, ...stripOf(film, acts), axisOf(film.begin, film.end)),
		element(
			"div",
			{ className: "halves" },
			element("div", {}, element("h3", {}, "Palette"), sharesBar(film), paletteList(film, acts)),
			element("div", {}, element("h3", {}, "The film"), factList(film)),
		),
		element(
			"p",
			{ className: "tools" },
			...(film.report ? [element("a", { href: film.report, className: "link" }, "Open its report")] : []),
			button(
				closing(() => acts.like(film)),
				{},
				"Films like this",
			),
			button(
				closing(() => acts.compare(film)),
				{},
				"Compare",
			),
		),
	);
	if (!dialog.open) dialog.showModal();
}

/** @param {GalleryFilm[]} films @param {PanelActs} acts */
export function showComparison(films, acts) {
	const dialog = byId("comparison");
	const longest = Math.max(...films.map(({ end }) => end));
	const rows = films.map((film) => {
		const lane = element("div", { className: "lane" }, ...stripOf(film, acts).map((strip) => withGaps(strip, film)));
		const span = Math.max(film.end - film.begin, longest / 1000);
		Object.assign(lane.style, {
			marginInlineStart: `${(100 * film.begin) / longest}%`,
			width: `${(100 * span) / longest}%`,
		});
		return element(
			"div",
			{ className: "compared" },
			element("p", {}, element("strong", {}, film.title), ` ${factLine(film)}`),
			lane,
		);
	});
	const columns = films.map((film, n) =>
		element(
			"div",
			{},
			element("h3", {}, film.title),
			element(
				"p",
				{ className: "quiet" },
				n
					? `${percentOf(likeness(films[0], film))} of its colors shared with ${films[0].title}`
					: "The others are measured against it",
			),
			sharesBar(film),
			paletteList(film, acts),
		),
	);
	dialog.replaceChildren(
		panelHead("comparison-title", "Compared", `${films.length} films on one time axis`, () => dialog.close()),
		element("div", { className: "timeline" }, ...rows, axisOf(0, longest)),
		element("div", { className: "halves" }, ...columns),
	);
	if (!dialog.open) dialog.showModal();
}

/** @param {string} id @param {string} title @param {string} words @param {() => void} close */
function panelHead(id, title, words, close) {
	const closer = button(close, { className: "close", autofocus: true }, "Close");
	return element(
		"div",
		{ className: "head" },
		element("div", {}, element("h2", { id }, title), element("p", { className: "quiet" }, words)),
		closer,
	);
}

/** @param {GalleryFilm} film */
function factLine(film) {
	return [film.year, formatTime(film.seconds)].filter((fact) => fact !== null).join(" · ");
}

/** @param {GalleryFilm} film @param {PanelActs} acts */
function stripOf(film, { lanesOf }) {
	const strip = element("canvas", {
		className: "picture",
		role: "img",
		"aria-label": `Colors of ${film.title} over time`,
	});
	paintStrip(strip, film);
	const lanes = lanesOf(film);
	if (!lanes.length) return [strip];
	const marks = element("canvas", { className: "marks", role: "img", "aria-label": "Moments near the color" });
	paintMarks(marks, lanes, srgbFromHex(theme().ink));
	return [strip, marks];
}

/** @param {number} begin @param {number} end */
function axisOf(begin, end) {
	const axis = element("div", { className: "axis", "aria-hidden": "true" });
	const { times, decimals } = ticks(begin, end, window.innerWidth < 700 ? 4 : 9);
	for (const time of times) {
		const tick = element("span", {}, formatTime(time, decimals));
		tick.style.insetInlineStart = `${(100 * (time - begin)) / (end - begin || 1)}%`;
		axis.append(tick);
	}
	return axis;
}

/** @param {GalleryFilm} film */
function paletteOf({ palette, paletteShares }) {
	return Array.from(paletteShares, (share, n) => ({ share, hex: hexFromSrgb(palette.subarray(3 * n, 3 * n + 3)) }));
}

/** @param {GalleryFilm} film */
function sharesBar(film) {
	const bar = element("div", { className: "ribbon", "aria-hidden": "true" });
	for (const { hex, share } of paletteOf(film)) {
		const part = element("span");
		Object.assign(part.style, { background: hex, flexGrow: share });
		bar.append(part);
	}
	return bar;
}

/** @param {GalleryFilm} film @param {PanelActs} acts */
function paletteList(film, { nameOf, findColor }) {
	const list = element("ul", {
		className: "palette",
		"aria-label": `Palette of ${film.title}; press a color to find films that have it`,
	});
	for (const { hex, share } of paletteOf(film)) {
		const chip = element("span", { className: "chip" });
		chip.style.background = hex;
		const find = button(
			() => findColor(hex),
			{ title: `Find films with ${hex}` },
			chip,
			element("code", {}, hex),
			element("span", { className: "name" }, nameOf(hex)),
			element("span", {}, percentOf(share)),
		);
		list.append(element("li", {}, find));
	}
	return list;
}

/** @param {GalleryFilm} film */
function factList(film) {
	const facts = {
		File: film.file,
		Frame: `${film.width} × ${film.height} pixels, ${film.codec}`,
		Moments: `${film.samples.toLocaleString("en")}, ${(film.coverage * 100).toFixed(film.coverage < 1 ? 1 : 0)} % decoded`,
		Lightness: Number.isNaN(film.lightness) ? "none" : film.lightness.toFixed(2),
		Chroma: Number.isNaN(film.chroma) ? "none" : film.chroma.toFixed(3),
		Hue: Number.isNaN(film.hue) ? "gray" : `${film.hue.toFixed(0)}°`,
	};
	return element(
		"dl",
		{},
		...Object.entries(facts).flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)]),
	);
}
