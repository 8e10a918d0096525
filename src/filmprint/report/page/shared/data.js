// What Python put into the page: JSON, and numbers packed as base64 (little-endian).

/** The value of a <script type="application/json">. @param {string} id */
export function readJson(id) {
	return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

/** @param {string} base64 */
function unpack(base64) {
	return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {string} base64 */
export const unpackBytes = (base64) => unpack(base64);
/** @param {string} base64 */
export const unpackSingles = (base64) => new Float32Array(unpack(base64).buffer);
/** @param {string} base64 */
export const unpackDoubles = (base64) => new Float64Array(unpack(base64).buffer);
