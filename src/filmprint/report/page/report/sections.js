// The palette and the kept stills, below the picture.

import { button, byId, copyText, element } from "../shared/dom.js";
import { drawStill, percent } from "./moment.js";

/** @typedef {{color: string, share: number, name: string, sample: number, time_seconds: number}} PaletteColor */

/** @param {PaletteColor[]} palette */
export function cssOf(palette) {
	const names = palette.map(({ name }) => `--${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`);
	const unique = names.map((name, n) => (names.indexOf(name) === n ? name : `${name}-${n + 1}`));
	return `:root {\n${palette.map(({ color }, n) => `  ${unique[n]}: ${color};`).join("\n")}\n}\n`;
}

/** @param {import("./film.js").Film} film @param {(i: number) => void} go */
export function showPalette(film, go) {
	/** @type {PaletteColor[]} */
	const palette = film.document.palette ?? [];
	for (const { color, share, name, sample } of palette) {
		const swatch = button(() => copyText(color), { className: "swatch", "aria-label": `Copy ${color}, ${name}` });
		swatch.style.background = color;
		const at = film.clock(sample, film.short);
		const moment = button(() => go(sample), { className: "link", "aria-label": `Go to ${at}, best for ${name}` }, at);
		const best = element("span", { className: "quiet" }, `${percent(share)}, best at `, moment);
		byId("palette").append(element("li", {}, swatch, element("strong", {}, name), element("code", {}, color), best));
	}
	const colors = palette.map(({ color, share, name }) => ({ color, share, name }));
	byId("copy-css").onclick = () => copyText(cssOf(palette), "the palette as CSS");
	byId("copy-hex").onclick = () => copyText(colors.map(({ color }) => color).join("\n"), "the palette's hex colors");
	byId("copy-json").onclick = () => copyText(JSON.stringify(colors, null, 2), "the palette as JSON");
}

/** @param {import("./film.js").Film} film @param {HTMLImageElement} sheet @param {(i: number) => void} go */
export function showStills(film, sheet, go) {
	for (const [n, sample] of (film.stills?.samples ?? []).entries()) {
		const canvas = element("canvas", { "aria-hidden": "true" });
		drawStill(canvas, film, sheet, n);
		const time = film.clock(sample, film.short);
		const still = button(() => go(sample), { "aria-label": `Go to ${time}` }, canvas, element("span", {}, time));
		byId("stills").append(element("li", {}, still));
	}
}
