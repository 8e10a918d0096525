// One way to draw for two kinds of picture: a canvas (seen, PNG) and SVG. Lengths are in CSS pixels,
// angles in turns clockwise from the top.

const FONT = "Montserrat, system-ui, sans-serif";

/** @typedef {{x: number, y: number, width: number, height: number}} Box */
/**
 * @typedef {object} TextStyle
 * @property {number} size
 * @property {string} fill
 * @property {"left" | "center" | "right"} [align]
 * @property {number} [weight]
 */

/** A point on a circle.
 * @param {number} x @param {number} y @param {number} radius @param {number} turn */
export function onCircle(x, y, radius, turn) {
	return [x + radius * Math.sin(2 * Math.PI * turn), y - radius * Math.cos(2 * Math.PI * turn)];
}

export class CanvasPen {
	/** @param {CanvasRenderingContext2D} context @param {number} scale device pixels to a pixel */
	constructor(context, scale) {
		this.context = context;
		this.scale = scale;
	}

	/** The nearest edge of a device pixel: each pixel gets the bar under its middle. @param {number} x */
	snap(x) {
		return Math.round(x * this.scale) / this.scale;
	}

	/** How many parts of a circle can be told apart. @param {number} radius */
	parts(radius) {
		return Math.ceil(2 * Math.PI * radius * this.scale);
	}

	/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} fill */
	rect(x, y, width, height, fill) {
		this.context.fillStyle = fill;
		this.context.fillRect(x, y, width, height);
	}

	/** A part of an image's width, stretched over a box. @param {HTMLImageElement} image @param {number[]} part @param {Box} box */
	image(image, [begin, end], { x, y, width, height }) {
		const wide = image.width;
		this.context.drawImage(image, begin * wide, 0, (end - begin) * wide, image.height, x, y, width, height);
	}

	/** @param {number} x @param {number} y @param {[number, number]} radii @param {[number, number]} turns @param {string} fill */
	sector(x, y, [inner, outer], [begin, end], fill) {
		const [from, to] = [(begin - 0.25) * 2 * Math.PI, (end - 0.25) * 2 * Math.PI];
		this.context.beginPath();
		this.context.arc(x, y, outer, from, to);
		this.context.arc(x, y, inner, to, from, true);
		this.context.fillStyle = fill;
		this.context.fill();
	}

	/** @param {number} x @param {number} y @param {number} radius @param {string} fill @param {string} stroke @param {number} [width] */
	disc(x, y, radius, fill, stroke, width = 0.5) {
		const { context } = this;
		context.beginPath();
		context.arc(x, y, radius, 0, 2 * Math.PI);
		context.fillStyle = fill;
		context.fill();
		context.strokeStyle = stroke;
		context.lineWidth = width;
		context.stroke();
	}

	/** @param {number[]} points x, y, x, y and so on @param {string} stroke @param {number} [width] */
	line(points, stroke, width = 1) {
		const { context } = this;
		context.beginPath();
		for (let n = 0; n < points.length; n += 2) context.lineTo(points[n], points[n + 1]);
		context.strokeStyle = stroke;
		context.lineWidth = width;
		context.stroke();
	}

	/** @param {string} text @param {number} x @param {number} y @param {TextStyle} style */
	text(text, x, y, { size, fill, align = "left", weight = 400 }) {
		this.context.font = `${weight} ${size}px ${FONT}`;
		this.context.textAlign = align;
		this.context.fillStyle = fill;
		this.context.fillText(text, x, y);
	}
}

export class SvgPen {
	/** @param {number} width @param {number} height */
	constructor(width, height) {
		this.size = [width, height];
		/** @type {string[]} */
		this.shapes = [];
	}

	/** @param {number} x */
	snap(x) {
		return x;
	}

	parts() {
		return Infinity;
	}

	/** @param {string} name @param {Record<string, string | number>} attributes @param {string} [content] XML */
	add(name, attributes, content = "") {
		const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${rounded(value)}"`);
		this.shapes.push(`<${name}${all.join("")}>${content}</${name}>`);
	}

	/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} fill */
	rect(x, y, width, height, fill) {
		this.add("rect", { x, y, width, height, fill, "shape-rendering": "crispEdges" });
	}

	/** @param {HTMLImageElement} image @param {number[]} part @param {Box} box */
	image(image, [begin, end], box) {
		const part = { ...box, viewBox: `${begin} 0 ${end - begin} 1`, preserveAspectRatio: "none" };
		this.add("svg", part, `<image href="${image.src}" width="1" height="1" preserveAspectRatio="none"/>`);
	}

	/** @param {number} x @param {number} y @param {[number, number]} radii @param {[number, number]} turns @param {string} fill */
	sector(x, y, [inner, outer], [begin, end], fill) {
		const stop = Math.min(end, begin + 0.99999); // an arc that ends where it begins is none
		/** @param {number} radius @param {number} turn */
		const at = (radius, turn) => onCircle(x, y, radius, turn).map(rounded).join(" ");
		/** @param {number} radius @param {number} way */
		const arc = (radius, way) => `${rounded(radius)} ${rounded(radius)} 0 ${stop - begin > 0.5 ? 1 : 0} ${way}`;
		const d = `M${at(outer, begin)}A${arc(outer, 1)} ${at(outer, stop)}L${at(inner, stop)}A${arc(inner, 0)} ${at(inner, begin)}Z`;
		this.add("path", { d, fill });
	}

	/** @param {number} cx @param {number} cy @param {number} r @param {string} fill @param {string} stroke @param {number} [width] */
	disc(cx, cy, r, fill, stroke, width = 0.5) {
		this.add("circle", { cx, cy, r, fill, stroke, "stroke-width": width });
	}

	/** @param {number[]} points x, y, x, y and so on @param {string} stroke @param {number} [width] */
	line(points, stroke, width = 1) {
		this.add("polyline", { points: points.map(rounded).join(" "), fill: "none", stroke, "stroke-width": width });
	}

	/** @param {string} text @param {number} x @param {number} y @param {TextStyle} style */
	text(text, x, y, { size, fill, align = "left", weight = 400 }) {
		const anchor = { left: "start", center: "middle", right: "end" }[align];
		const font = { "font-family": FONT, "font-weight": weight, "font-size": size, "text-anchor": anchor };
		this.add(
			"text",
			{ x, y, fill, ...font },
			text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`),
		);
	}

	toString() {
		const [width, height] = this.size;
		return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${this.shapes.join("\n")}\n</svg>\n`;
	}
}

/** @typedef {CanvasPen | SvgPen} Pen */

/** Diagonal lines in a box. @param {Pen} pen @param {Box} box @param {string} stroke */
export function hatch(pen, { x, y, width, height }, stroke) {
	for (let from = Math.floor((x - height) / 7) * 7; from < x + width; from += 7) {
		const [left, right] = [Math.max(from, x), Math.min(from + height, x + width)];
		pen.line([left, y + height + from - left, right, y + height + from - right], stroke, 1.25);
	}
}

/** @param {string | number} value */
function rounded(value) {
	return typeof value === "number" ? Math.round(value * 100) / 100 : value;
}
