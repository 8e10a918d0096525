// The moment: its time, the nearest still, its colors and their means.

import { button, byId, copyText, element } from "../shared/dom.js";
import { formatTime } from "../shared/time.js";

/** @typedef {import("./film.js").Film} Film */

const SPOKEN = 500; // milliseconds after which a moment is read aloud

/** A share as "61 %", small ones with a decimal. @param {number} share */
export function percent(share) {
	return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

export class Moment {
	/** @param {Film} film @param {(hex: string) => string} nameOf @param {HTMLImageElement | null} sheet */
	constructor(film, nameOf, sheet) {
		this.film = film;
		this.nameOf = nameOf;
		this.sheet = sheet;
		this.still = -1;
		this.rows = Array.from({ length: film.kept }, () => this.makeRow());
		byId("colors").append(...this.rows.map((row) => row.item));
		byId("ribbon").append(...this.rows.map((row) => row.part));
	}

	makeRow() {
		const chip = element("span", { className: "chip" });
		const hex = element("code");
		const name = element("span", { className: "name" });
		const share = element("span", { className: "share" });
		const copy = button(() => copyText(hex.textContent), {}, chip, hex, name, share);
		return { item: element("li", {}, copy), part: element("span"), copy, chip, hex, name, share };
	}

	/** @param {number} i @param {boolean} pinned */
	show(i, pinned) {
		const { film } = this;
		const count = film.clusters(i);
		byId("time").textContent = film.clock(i);
		byId("unpin").hidden = !pinned;
		for (const [k, { item, part, copy, chip, hex, name, share }] of this.rows.entries()) {
			item.hidden = part.hidden = k >= count;
			if (item.hidden) continue;
			const color = film.hex(i, k);
			chip.style.background = part.style.background = color;
			part.style.flexGrow = film.share(i, k);
			hex.textContent = color;
			name.textContent = this.nameOf(color);
			share.textContent = percent(film.share(i, k));
			copy.title = `Copy ${color}`;
		}
		byId("means").textContent = this.means(i);
		byId("note").textContent = this.note(i);
		this.showStill(i);
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			byId("live").textContent = this.words(i);
		}, SPOKEN);
	}

	/** @param {number} i */
	means(i) {
		const { film } = this;
		const { lightness, chroma, hue } = film.means(i);
		if (Number.isNaN(lightness)) return "";
		const parts = [`Lightness ${lightness.toFixed(2)}`, `chroma ${chroma.toFixed(3)}`];
		if (!Number.isNaN(hue)) parts.push(`hue ${hue.toFixed(0)}°`);
		if (film.loudness)
			parts.push(Number.isNaN(film.loudness[i]) ? "silent" : `${film.loudness[i].toFixed(1)} LUFS`.replace("-", "−"));
		return parts.join(" · ");
	}

	/** @param {number} i */
	note(i) {
		const { film } = this;
		if (film.isMissing(i)) return "No frame could be decoded here, so there is no color to show.";
		const seconds = film.standIn(i);
		if (!(seconds >= 0)) return "";
		return `The frame of this moment could not be decoded. Another stands in for it: the one at ${formatTime(seconds, film.decimals)}, ${away(seconds - film.times[i])}.`;
	}

	/** @param {number} i */
	words(i) {
		const { film } = this;
		const colors = Array.from(
			{ length: Math.min(film.clusters(i), 3) },
			(_, k) => `${this.nameOf(film.hex(i, k))} ${percent(film.share(i, k))}`,
		);
		return [film.clock(i), ...colors, this.note(i)].filter(Boolean).join(", ");
	}

	/** @param {number} i */
	showStill(i) {
		const { film, sheet } = this;
		const n = film.nearestStill(i);
		if (!film.stills || !sheet || n < 0) return;
		const sample = film.stills.samples[n];
		byId("still-caption").textContent =
			`Still at ${film.clock(sample, film.short)}, ${away(film.times[sample] - film.times[i])}`;
		if (n === this.still) return;
		this.still = n;
		const canvas = byId("still");
		drawStill(canvas, film, sheet, n);
		canvas.setAttribute("aria-label", `Frame of the film at ${film.clock(sample)}`);
	}
}

/** @param {number} seconds */
function away(seconds) {
	const distance = Math.abs(seconds);
	if (distance < 0.0005) return "this very moment";
	const text = distance < 60 ? `${distance.toFixed(distance < 10 ? 1 : 0)} s` : formatTime(distance);
	return `${text} ${seconds > 0 ? "later" : "earlier"}`;
}

/** Put a still on a canvas of its size. @param {HTMLCanvasElement} canvas @param {Film} film @param {HTMLImageElement} sheet @param {number} n */
export function drawStill(canvas, { stills }, sheet, n) {
	if (!stills) return;
	const { width, height, columns } = stills;
	Object.assign(canvas, { width, height });
	const [x, y] = [(n % columns) * width, Math.floor(n / columns) * height];
	canvas.getContext("2d")?.drawImage(sheet, x, y, width, height, 0, 0, width, height);
}
