// What is shown at present; every change of it goes through `set`.

/**
 * @typedef {object} Values
 * @property {string} view
 * @property {number} rows
 * @property {[number, number]} range the stretch shown, on the axis of samples
 * @property {number} magnified how many times the cloud is
 * @property {number} moment a sample
 * @property {boolean} pinned
 */

const FEWEST = 4; // samples that are shown at least

export class State {
	/** @param {Values} values */
	constructor(values) {
		this.values = values;
		/** @type {((changed: Set<keyof Values>) => void)[]} */
		this.listeners = [];
	}

	/** @param {Partial<Values>} values */
	set(values) {
		const names = /** @type {(keyof Values)[]} */ (Object.keys(values));
		const changed = new Set(names.filter((name) => String(values[name]) !== String(this.values[name])));
		Object.assign(this.values, values);
		if (changed.size) for (const listener of this.listeners) listener(changed);
	}
}

/**
 * A stretch of the axis made `factor` times as long, around a place that stays where it is, if the film
 * allows it: it ends where the film does, and has a few samples at least.
 * @param {[number, number]} range
 * @param {number} count the film's samples
 * @param {number} [factor]
 * @param {number} [center]
 * @returns {[number, number]}
 */
export function fitRange([begin, end], count, factor = 1, center = (begin + end) / 2) {
	const length = Math.min(Math.max((end - begin) * factor, Math.min(FEWEST, count)), count);
	const from = center - ((center - begin) * length) / (end - begin || 1);
	const begins = Math.min(Math.max(end > begin ? from : center - length / 2, 0), count - length);
	return [begins, begins + length];
}
