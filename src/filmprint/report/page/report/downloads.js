// Files to keep: the view as PNG and SVG, the data as CSV and JSON, the moment's still.

import { byId, saveFile, theme } from "../shared/dom.js";
import { CanvasPen, SvgPen } from "../shared/pen.js";

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
	/** @param {Float32Array} values @param {number} decimals */
	const orNull = (values, decimals) =>
		[...values].map((value) => (Number.isNaN(value) ? null : round(value, decimals)));
	const head = { ...film.document, times_seconds: [...film.times] };
	if (film.loudness) head.loudness_lufs = orNull(film.loudness, 2);
	if (film.standIns) head.stand_in_seconds = orNull(film.standIns, 3);
	const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
	/** @param {string} name @param {(i: number, k: number) => string | number} value */
	const rows = (name, value) => {
		const all = Array.from(film.times, (_, i) =>
			JSON.stringify(Array.from({ length: film.clusters(i) }, (_, k) => value(i, k))),
		);
		fields.push(`"${name}": [\n${all.join(",\n")}\n]`);
	};
	rows("colors", (i, k) => film.hex(i, k));
	rows("shares", (i, k) => round(film.share(i, k), 6));
	return `{\n${fields.join(",\n")}\n}\n`;
}

/** @param {Film} film @param {Stage} stage */
export function offerDownloads(film, stage) {
	/** @param {string} name @param {string} type @param {string} text */
	const saveText = (name, type, text) => saveFile(new Blob([text], { type }), `${film.stem}.${name}`);
	/** @param {HTMLCanvasElement} canvas @param {string} name @param {string} type */
	const savePicture = (canvas, name, type) =>
		canvas.toBlob((blob) => blob && saveFile(blob, `${film.stem}.${name}`), type, 0.92);
	/** @param {(width: number, height: number) => import("../shared/pen.js").Pen} makePen */
	const paint = (makePen) => {
		const { clientWidth: width, clientHeight: height } = stage.parts.picture;
		const pen = makePen(width, height);
		pen.rect(0, 0, width, height, theme().paper);
		stage.paint(pen, width, height);
		return pen;
	};
	byId("save-png").onclick = () => {
		const canvas = document.createElement("canvas");
		const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
		paint((width, height) => {
			const scale = Math.max(PNG_WIDTH / width, window.devicePixelRatio);
			Object.assign(canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
			context.scale(scale, scale);
			return new CanvasPen(context, scale);
		});
		savePicture(canvas, `${stage.state.values.view}.png`, "image/png");
	};
	byId("save-svg").onclick = () => {
		const pen = paint((width, height) => new SvgPen(width, height));
		saveText(`${stage.state.values.view}.svg`, "image/svg+xml", pen.toString());
	};
	byId("save-csv").onclick = () => saveText("csv", "text/csv", csvOf(film));
	byId("save-json").onclick = () => saveText("json", "application/json", jsonOf(film));
	byId("save-still").hidden = !film.stills;
	byId("save-still").onclick = () => {
		const sample = film.stills?.samples[film.nearestStill(stage.state.values.moment)] ?? 0;
		const time = film.clock(sample).replaceAll(":", ".");
		savePicture(byId("still"), `${time}.jpg`, "image/jpeg");
	};
}

/** @param {number} value @param {number} decimals */
function round(value, decimals) {
	return Number(value.toFixed(decimals));
}

/** @param {number} value @param {number} decimals */
function blank(value, decimals) {
	return Number.isNaN(value) ? "" : round(value, decimals);
}
