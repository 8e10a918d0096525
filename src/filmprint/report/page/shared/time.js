// Times as people write them.

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/**
 * "0:14", "1:02:33" or, with decimals, "0:14.25".
 * @param {number} seconds
 * @param {number} [decimals]
 */
export function formatTime(seconds, decimals = 0) {
	const units = Math.round(Math.max(seconds, 0) * 10 ** decimals);
	const whole = Math.floor(units / 10 ** decimals);
	const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
	const rest = (units / 10 ** decimals - Math.floor(whole / 60) * 60).toFixed(decimals);
	const second = rest.padStart(decimals ? decimals + 3 : 2, "0");
	return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${second}` : `${minutes}:${second}`;
}

/** Seconds of "62.5", "1:02.5" or "1:02:33"; null for anything else. @param {string} text */
export function parseTime(text) {
	if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text)) return null;
	return text.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

/**
 * Round times from `begin` to `end` seconds, at most `most` of them.
 * @param {number} begin
 * @param {number} end
 * @param {number} most
 */
export function ticks(begin, end, most) {
	return ticksOfParts([[begin, end]], most);
}

/**
 * Round times in parts of a film that follow each other, at most `most` of them.
 * @param {number[][]} parts beginning and end of each, in seconds
 * @param {number} most
 */
export function ticksOfParts(parts, most) {
	const length = parts.reduce((sum, [begin, end]) => sum + end - begin, 0);
	const step = STEPS.find((one) => length / one <= most) ?? Math.ceil(length / most / 3600) * 3600;
	const times = parts.flatMap(([begin, end], part) => {
		const first = Math.ceil(begin / step - 1e-9);
		const slack = part < parts.length - 1 ? -1e-9 : 1e-9; // the next part begins where one ends
		const count = Math.max(Math.floor(end / step + slack) - first + 1, 0);
		return Array.from({ length: count }, (_, n) => (first + n) * step);
	});
	return { decimals: step < 1 ? 1 : 0, times };
}
