// Color arithmetic: the same numbers as filmprint.color.spaces and filmprint.color.names.
// Sources: sRGB from IEC 61966-2-1; Oklab from Björn Ottosson (2020, matrices of 2021-01-25).

/** @typedef {[number, number, number]} Triple */

const LMS_FROM_LINEAR = [
	[0.4122214708, 0.5363325363, 0.0514459929],
	[0.2119034982, 0.6806995451, 0.1073969566],
	[0.0883024619, 0.2817188376, 0.6299787005],
];
const OKLAB_FROM_LMS = [
	[0.2104542553, 0.793617785, -0.0040720468],
	[1.9779984951, -2.428592205, 0.4505937099],
	[0.0259040371, 0.7827717662, -0.808675766],
];
const LINEAR_FROM_LMS = inverse(LMS_FROM_LINEAR);
const LMS_FROM_OKLAB = inverse(OKLAB_FROM_LMS);
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => linearFromSrgb(value));

/** Linear light, 0..1, of an sRGB value 0..255. @param {number} value */
export function linearFromSrgb(value) {
	const part = value / 255;
	return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** An sRGB value 0..255, not rounded; what lies outside 0..1 is cut. @param {number} linear */
export function srgbFromLinear(linear) {
	const light = Math.min(Math.max(linear, 0), 1);
	return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
}

/**
 * Oklab (L 0..1, a, b) of whole sRGB values 0..255.
 * @param {number} red
 * @param {number} green
 * @param {number} blue
 * @returns {Triple}
 */
export function oklabFromSrgb(red, green, blue) {
	const [l, m, s] = times(LMS_FROM_LINEAR, LINEAR[red], LINEAR[green], LINEAR[blue]).map(Math.cbrt);
	return times(OKLAB_FROM_LMS, l, m, s);
}

/**
 * sRGB values 0..255, not rounded; colors out of gamut are cut to it.
 * @param {number} lightness
 * @param {number} a
 * @param {number} b
 * @returns {Triple}
 */
export function srgbFromOklab(lightness, a, b) {
	const [l, m, s] = times(LMS_FROM_OKLAB, lightness, a, b);
	return /** @type {Triple} */ (times(LINEAR_FROM_LMS, l ** 3, m ** 3, s ** 3).map(srgbFromLinear));
}

/** The form "#1b2a3c" of sRGB values 0..255. @param {ArrayLike<number>} srgb */
export function hexFromSrgb(srgb) {
	const value = (Math.round(srgb[0]) << 16) | (Math.round(srgb[1]) << 8) | Math.round(srgb[2]);
	return `#${value.toString(16).padStart(6, "0")}`;
}

/** sRGB values of "#1b2a3c". @param {string} hex @returns {Triple} */
export function srgbFromHex(hex) {
	const value = parseInt(hex.slice(1), 16);
	return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The angle of a color in Oklab's plane, 0..360 degrees. @param {number} a @param {number} b */
export function hueDegrees(a, b) {
	return ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
}

/** @typedef {{names: string[], colors: string[], grays: string[], gray_chroma: number, gray_levels: number, neutrals: string[], clear_chroma: number}} NameData */

/**
 * What gives a color the nearest of many names in Oklab, the first of equally near ones: a gray the
 * name of a gray, a clear hue none of them.
 * @param {NameData} data
 * @returns {(hex: string) => string}
 */
export function colorNamer({ names, colors, grays, neutrals, ...limits }) {
	const points = colors.map((hex, n) => ({ name: names[n], lab: oklabFromSrgb(...srgbFromHex(hex)) }));
	const grayPoints = points.filter(({ name }) => grays.includes(name));
	const hued = points.filter(({ name }) => !neutrals.includes(name));
	/** @type {Map<string, string>} */
	const known = new Map();
	/** @param {string} hex */
	const find = (hex) => {
		const srgb = srgbFromHex(hex);
		const [l, a, b] = oklabFromSrgb(...srgb);
		const levels = Math.max(...srgb) - Math.min(...srgb);
		const chroma = Math.hypot(a, b);
		const isGray = chroma <= limits.gray_chroma || levels <= limits.gray_levels;
		const among = isGray ? grayPoints : chroma > limits.clear_chroma ? hued : points;
		let nearest = "";
		let least = Infinity;
		for (const { name, lab } of among) {
			const distance = (lab[0] - l) ** 2 + (lab[1] - a) ** 2 + (lab[2] - b) ** 2;
			if (distance < least) [nearest, least] = [name, distance];
		}
		return nearest;
	};
	return (hex) => {
		const name = known.get(hex) ?? find(hex);
		known.set(hex, name);
		return name;
	};
}

/** @param {number[][]} m @param {number} x @param {number} y @param {number} z @returns {Triple} */
function times(m, x, y, z) {
	return /** @type {Triple} */ (m.map(([a, b, c]) => a * x + b * y + c * z));
}

/** @param {number[][]} m */
function inverse(m) {
	/** @param {number} r @param {number} c */
	const minor = (r, c) => {
		const [r1, r2, c1, c2] = [(r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3];
		return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
	};
	const whole = [0, 1, 2].reduce((sum, c) => sum + m[0][c] * minor(0, c), 0);
	return [0, 1, 2].map((r) => [0, 1, 2].map((c) => minor(c, r) / whole));
}
