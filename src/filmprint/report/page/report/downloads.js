// Files to keep: the view as PNG and SVG, the data as CSV and JSON, the moment's still.

import { announce, byId, saveFile, theme } from "../shared/dom.js";
import { CanvasPen, SvgPen } from "../shared/pen.js";
import { formatTime } from "../shared/time.js";

/** @typedef {import("./film.js").Film} Film */
/** @typedef {import("./stage.js").Stage} Stage */

const PNG_WIDTH = 2400;

/** A row for each sample. @param {Film} film */
export function csvOf(film) {
	const head = ["time_seconds"];
	if (film.loudness) head.push("loudness_lufs");
	if (film.standIns) head.push("stand_in_seconds");
	for (let k = 1; k <= film.kept; k++) head.push(`color_${k}`, `share_${k}`);
	const lines = [head.join(",")];
	for (let i = 0; i < film.count; i++) {
		/** @type {(string | number)[]} */
		const row = [film.times[i]];
		if (film.loudness) row.push(blank(film.loudness[i], 2));
		if (film.standIns) row.push(blank(film.standIns[i], 3));
		for (let k = 0; k < film.kept; k++)
			row.push(...(k < film.clusters(i) ? [film.hex(i, k), round(film.share(i, k), 6)] : ["", ""]));
		lines.push(row.join(","));
	}
	return `${lines.join("\r\n")}\r\n`;
}

/** A fingerprint file, without stills. @param {Film} film */
export function jsonOf(film) {
	const { colors, shares, ...head } = {
		colors: /** @type {string[]} */ ([]),
		shares: /** @type {string[]} */ ([]),
		...film.document,
	};
	for (let i = 0; i < film.count; i++) {
		const clusters = Array.from({ length: film.clusters(i) }, (_, k) => k);
		colors.push(JSON.stringify(clusters.map((k) => film.hex(i, k))));
		shares.push(JSON.stringify(clusters.map((k) => round(film.share(i, k), 6))));
	}
	head.times_seconds = [...film.times];
	if (film.loudness)
		head.loudness_lufs = [...film.loudness].map((level) => (Number.isNaN(level) ? null : round(level, 2)));
	if (film.standIns)
		head.stand_in_seconds = [...film.standIns].map((time) => (Number.isNaN(time) ? null : round(time, 3)));
	const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
	return `{\n${fields.join(",\n")},\n"colors": [\n${colors.join(",\n")}\n],\n"shares": [\n${shares.join(",\n")}\n]\n}\n`;
}

/** @param {Film} film @param {Stage} stage */
export function offerDownloads(film, stage) {
	/** @param {string} name */
	const named = (name) => `${film.stem}.${name}`;
	const size = () => [stage.parts.picture.clientWidth, stage.parts.picture.clientHeight];
	byId("save-png").onclick = () => {
		const [width, height] = size();
		const scale = Math.max(PNG_WIDTH / width, window.devicePixelRatio || 1);
		const canvas = document.createElement("canvas");
		Object.assign(canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
		const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
		context.scale(scale, scale);
		const pen = new CanvasPen(context, scale);
		pen.rect(0, 0, width, height, theme().paper);
		stage.paint(pen, width, height);
		canvas.toBlob((blob) => blob && saveFile(blob, named(`${stage.state.values.view}.png`)));
	};
	byId("save-svg").onclick = () => {
		const [width, height] = size();
		const pen = new SvgPen(width, height);
		pen.rect(0, 0, width, height, theme().paper);
		stage.paint(pen, width, height);
		saveFile(new Blob([pen.toString()], { type: "image/svg+xml" }), named(`${stage.state.values.view}.svg`));
	};
	byId("save-csv").onclick = () => saveFile(new Blob([csvOf(film)], { type: "text/csv" }), named("csv"));
	byId("save-json").onclick = () => saveFile(new Blob([jsonOf(film)], { type: "application/json" }), named("json"));
	byId("save-still").onclick = () => {
		const n = film.nearestStill(stage.state.values.moment);
		if (n < 0 || !film.stills) return announce("No stills were kept of this film.");
		const time = formatTime(film.times[film.stills.samples[n]], film.decimals).replaceAll(":", ".");
		return byId("still").toBlob(
			(/** @type {Blob | null} */ blob) => blob && saveFile(blob, named(`${time}.jpg`)),
			"image/jpeg",
			0.92,
		);
	};
	byId("save-still").hidden = !film.stills;
}

/** @param {number} value @param {number} decimals */
function round(value, decimals) {
	return Number(value.toFixed(decimals));
}

/** @param {number} value @param {number} decimals */
function blank(value, decimals) {
	return Number.isNaN(value) ? "" : round(value, decimals);
}
