// What is shown at present; every change of it goes through `set`.

/**
 * @typedef {object} Values
 * @property {string} view
 * @property {number} rows
 * @property {[number, number]} range the stretch shown, on the axis of samples
 * @property {number} moment a sample
 * @property {boolean} pinned
 */

export class State {
	/** @param {Values} values */
	constructor(values) {
		this.values = values;
		/** @type {((changed: Set<keyof Values>) => void)[]} */
		this.listeners = [];
	}

	/** @param {Partial<Values>} values */
	set(values) {
		const changed = new Set(
			/** @type {(keyof Values)[]} */ (Object.keys(values)).filter(
				(name) => String(values[name]) !== String(this.values[name]),
			),
		);
		Object.assign(this.values, values);
		if (changed.size) for (const listener of this.listeners) listener(changed);
	}
}

/**
 * A stretch of the axis moved and shortened so that it lies in the film and shows a few samples.
 * @param {number} begin
 * @param {number} end
 * @param {number} count
 * @returns {[number, number]}
 */
export function fitRange(begin, end, count) {
	const length = Math.min(Math.max(end - begin, Math.min(4, count)), count);
	const from = Math.min(Math.max((begin + end - length) / 2, 0), count - length);
	return [from, from + length];
}

/**
 * The stretch around a place that stays where it is.
 * @param {[number, number]} range
 * @param {number} center
 * @param {number} factor below 1 shows less
 * @param {number} count
 */
export function zoomRange([begin, end], center, factor, count) {
	const length = Math.min(Math.max((end - begin) * factor, Math.min(4, count)), count);
	const from = Math.min(Math.max(center - ((center - begin) * length) / (end - begin), 0), count - length);
	return /** @type {[number, number]} */ ([from, from + length]);
}
