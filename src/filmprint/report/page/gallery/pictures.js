// A film's pictures. Strips have a pixel for each bar and are stretched by the style sheet.

/** @typedef {import("./films.js").GalleryFilm} GalleryFilm */

const FAINTEST = 0.04; // of a moment's picture, from which on it is marked
const FULL = 0.3; // from which on the mark is at its darkest

const MOST_PIXELS = 8192; // across a canvas

/** @type {Map<number, {turn: Float32Array, radius: Float32Array}>} */
const circles = new Map();

/** @param {HTMLCanvasElement} canvas @param {GalleryFilm} film */
export function paintStrip(canvas, { bars, missing }) {
	const count = bars.length / 3;
	const image = new ImageData(count, 1);
	for (let n = 0; n < count; n++) {
		image.data.set(bars.subarray(3 * n, 3 * n + 3), 4 * n);
		image.data[4 * n + 3] = missing.has(n) ? 0 : 255;
	}
	putImage(canvas, image);
	canvas.classList.toggle("gaps", missing.size > 0); // hatched behind
}

/**
 * A painted strip with what was not sampled between the film's parts left free: true to time.
 * @param {HTMLCanvasElement} canvas
 * @param {GalleryFilm} film
 */
export function withGaps(canvas, { parts, begin, end }) {
	if (parts.length < 2) return canvas;
	const sampled = parts.reduce((sum, part) => sum + part[1] - part[0], 0);
	const painted = document.createElement("canvas");
	[painted.width, painted.height] = [canvas.width, canvas.height];
	painted.getContext("2d")?.drawImage(canvas, 0, 0);
	canvas.width = Math.min(Math.round((canvas.width * (end - begin)) / sampled), MOST_PIXELS);
	const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
	context.imageSmoothingEnabled = false;
	const [from, to] = [painted.width / sampled, canvas.width / (end - begin)];
	let elapsed = 0;
	for (const [first, last] of parts) {
		const [x, width] = [(first - begin) * to, (last - first) * to];
		context.drawImage(painted, elapsed * from, 0, (last - first) * from, painted.height, x, 0, width, canvas.height);
		elapsed += last - first;
	}
	return canvas;
}

/**
 * A lane for each color that is looked for: the moments that show it, the more the darker.
 * @param {HTMLCanvasElement} canvas
 * @param {number[][]} lanes shares 0..1
 * @param {number[]} ink sRGB
 */
export function paintMarks(canvas, lanes, ink) {
	const width = lanes[0].length;
	const image = new ImageData(width, 2 * lanes.length - 1);
	for (const [lane, shares] of lanes.entries()) {
		for (let n = 0; n < width; n++) image.data.set([...ink, 255 * markStrength(shares[n])], 4 * (2 * lane * width + n));
	}
	putImage(canvas, image);
}

/**
 * The film once around, from the top; where it is marked, a thin ring around it.
 * @param {HTMLCanvasElement} canvas
 * @param {GalleryFilm} film
 * @param {{size: number, lanes: number[][], ink: number[]}} options
 */
export function paintRing(canvas, { bars, missing }, { size, lanes, ink }) {
	const count = bars.length / 3;
	const { turn, radius } = circle(size);
	const image = new ImageData(size, size);
	const { data } = image;
	const outer = (size / 2) * (lanes.length ? 1 - 0.06 * lanes.length : 1);
	const inner = outer * 0.5;
	for (let n = 0; n < turn.length; n++) {
		const r = radius[n];
		if (r < inner - 0.5 || r > size / 2) continue;
		if (r < outer + 0.5) {
			const bar = Math.floor(turn[n] * count);
			if (missing.size && missing.has(bar)) continue;
			data[4 * n] = bars[3 * bar];
			data[4 * n + 1] = bars[3 * bar + 1];
			data[4 * n + 2] = bars[3 * bar + 2];
			data[4 * n + 3] = 255 * Math.min(outer - r + 0.5, r - inner + 0.5, 1);
		} else if (lanes.length) {
			const depth = (r - outer) / (0.03 * size);
			const lane = lanes[lanes.length - 1 - Math.floor(depth)];
			if (!lane || depth % 1 < 0.35) continue;
			data.set([...ink, 255 * markStrength(lane[Math.floor(turn[n] * lane.length)])], 4 * n);
		}
	}
	putImage(canvas, image);
}

/** @param {number} share */
export function markStrength(share) {
	return share < FAINTEST ? 0 : 0.35 + 0.65 * Math.min(share / FULL, 1);
}

/** @param {number} size */
function circle(size) {
	const known = circles.get(size);
	if (known) return known;
	const made = { turn: new Float32Array(size * size), radius: new Float32Array(size * size) };
	for (let n = 0; n < size * size; n++) {
		const [x, y] = [(n % size) + 0.5 - size / 2, Math.floor(n / size) + 0.5 - size / 2];
		made.turn[n] = Math.min((Math.atan2(-x, y) / (2 * Math.PI) + 0.5) % 1, 0.999999);
		made.radius[n] = Math.hypot(x, y);
	}
	circles.clear();
	circles.set(size, made);
	return made;
}

/** @param {HTMLCanvasElement} canvas @param {ImageData} image */
function putImage(canvas, image) {
	Object.assign(canvas, { width: image.width, height: image.height });
	canvas.getContext("2d")?.putImageData(image, 0, 0);
}
