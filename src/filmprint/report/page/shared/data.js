// What Python put into the page: JSON, and numbers packed as base64 (little-endian).

/** The value of a <script type="application/json">. @param {string} id */
export function readJson(id) {
	return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

/** @param {string} base64 */
function unpack(base64) {
	const text = atob(base64);
	const bytes = new Uint8Array(text.length);
	for (let n = 0; n < bytes.length; n++) bytes[n] = text.charCodeAt(n);
	return bytes;
}

/** @param {string} base64 */
export const unpackBytes = (base64) => unpack(base64);
/** @param {string} base64 */
export const unpackSingles = (base64) => new Float32Array(unpack(base64).buffer);
/** @param {string} base64 */
export const unpackDoubles = (base64) => new Float64Array(unpack(base64).buffer);
/** @param {string} base64 */
export const unpackWords = (base64) => new Uint16Array(unpack(base64).buffer);
