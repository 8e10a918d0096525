// The fingerprint as the page uses it.

import { hueDegrees, hexFromSrgb, oklabFromSrgb } from "../shared/color.js";
import { unpackBytes, unpackDoubles, unpackSingles } from "../shared/data.js";
import { formatTime } from "../shared/time.js";

const GRAY_CHROMA = 0.02;

/**
 * Time's axis in a view counts samples: sample i lies from i to i + 1, its time in the middle.
 */
export class Film {
	/** @param {any} data what filmprint.report.data packed */
	constructor(data) {
		this.document = data.document;
		this.stem = /** @type {string} */ (data.stem);
		this.title = /** @type {string} */ (data.document.film.title);
		this.times = unpackDoubles(data.times_seconds);
		this.bytes = unpackBytes(data.colors);
		this.shares = unpackSingles(data.shares);
		this.loudness = data.loudness_lufs ? unpackSingles(data.loudness_lufs) : null;
		this.standIns = data.stand_in_seconds ? unpackSingles(data.stand_in_seconds) : null;
		/** @type {{width: number, height: number, columns: number, samples: number[]} | null} */
		this.stills = data.stills;
		/** @type {number[][]} where the film's time jumps: from and to, in seconds */
		this.jumps = jumpsBetween(data.document.film.picture_span?.parts ?? []);
		/** The same times with the jumps cut out: evenly spaced. */
		this.elapsed = this.jumps.length ? this.times.map((seconds) => this.withoutJumps(seconds)) : this.times;
		/** @type {HTMLImageElement | null} a column for each sample */
		this.frames = null;
		this.count = this.times.length;
		this.kept = this.shares.length / this.count;
		this.step = this.count > 1 ? (this.elapsed[this.count - 1] - this.elapsed[0]) / (this.count - 1) : 1;
		/** Decimals by which a sample's time differs from the next one's. */
		this.decimals = Math.min(Math.max(Math.ceil(-Math.log10(Math.max(this.step, 1e-3))), 0), 3);
		/** Decimals of a time that is only read. */
		this.short = Math.min(this.decimals, 1);
		/** @type {string[]} */
		this.hexes = [];
	}

	/** @param {number} i @param {number} k */
	hex(i, k) {
		const n = i * this.kept + k;
		this.hexes[n] ??= hexFromSrgb(this.bytes.subarray(3 * n, 3 * n + 3));
		return this.hexes[n];
	}

	/** @param {number} i @param {number} k */
	share(i, k) {
		return this.shares[i * this.kept + k];
	}

	/** How many clusters a sample has; 0 where no frame could be decoded. @param {number} i */
	clusters(i) {
		let k = 0;
		while (k < this.kept && this.share(i, k) > 0) k++;
		return k;
	}

	/** The color of a row of bars: fewer clusters than rows repeat in a cycle. @param {number} i @param {number} row */
	dominant(i, row) {
		return this.hex(i, row % Math.max(this.clusters(i), 1));
	}

	/** @param {number} i */
	isMissing(i) {
		return !(this.shares[i * this.kept] > 0);
	}

	/** Seconds of the frame that stands in for the sample's own; NaN for none. @param {number} i */
	standIn(i) {
		return this.standIns ? this.standIns[i] : NaN;
	}

	/** A sample's time, as text. @param {number} i @param {number} [decimals] */
	clock(i, decimals = this.decimals) {
		return formatTime(this.times[i], decimals);
	}

	/** The sample nearest to a time. @param {number} seconds */
	nearest(seconds) {
		const after = this.firstFrom(seconds);
		const before = Math.max(after - 1, 0);
		if (after >= this.count) return this.count - 1;
		return seconds - this.times[before] <= this.times[after] - seconds ? before : after;
	}

	/** Where on the axis a time lies. @param {number} seconds */
	position(seconds) {
		const after = Math.min(Math.max(this.firstFrom(seconds), 1), this.count - 1);
		if (this.count < 2) return 0.5;
		const gap = this.elapsed[after] - this.elapsed[after - 1] || this.step || 1;
		return after - 0.5 + (this.withoutJumps(seconds) - this.elapsed[after - 1]) / gap;
	}

	/** The time at a place on the axis. @param {number} position */
	timeAt(position) {
		const after = Math.min(Math.max(Math.floor(position + 0.5), 1), this.count - 1);
		if (this.count < 2) return this.times[0];
		const gap = this.elapsed[after] - this.elapsed[after - 1];
		let seconds = this.elapsed[after - 1] + (position + 0.5 - after) * gap;
		for (const [from, to] of this.jumps) if (seconds >= from) seconds += to - from;
		return seconds;
	}

	/** @param {number} seconds */
	withoutJumps(seconds) {
		let cut = 0;
		for (const [from, to] of this.jumps) cut += Math.min(Math.max(seconds - from, 0), to - from);
		return seconds - cut;
	}

	/** The parts of the film between two places on the axis: beginning and end in seconds. @param {number[]} range */
	partsOf(range) {
		const [begin, end] = [this.timeAt(range[0]), this.timeAt(range[1])];
		const inside = this.jumps.filter(([from, to]) => from > begin && to < end);
		const edges = [begin, ...inside.flat(), end];
		return Array.from({ length: edges.length / 2 }, (_, n) => [edges[2 * n], edges[2 * n + 1]]);
	}

	/** The still nearest in time to a sample: its number. @param {number} i */
	nearestStill(i) {
		const distances = (this.stills?.samples ?? []).map((sample) => Math.abs(this.times[sample] - this.times[i]));
		return distances.length ? distances.indexOf(Math.min(...distances)) : -1;
	}

	/** Oklab of all clusters, three numbers each. */
	get lab() {
		if (!this._lab) {
			const { bytes } = this;
			this._lab = new Float32Array(bytes.length);
			for (let n = 0; n < bytes.length; n += 3) this._lab.set(oklabFromSrgb(bytes[n], bytes[n + 1], bytes[n + 2]), n);
		}
		return this._lab;
	}

	/**
	 * Means over a sample's pixels: lightness, chroma, and the hue of the mean color in degrees, NaN
	 * for grays; NaN for all of a missing sample.
	 * @param {number} i
	 */
	means(i) {
		let [lightness, chroma, a, b] = [0, 0, 0, 0];
		for (let k = 0; k < this.clusters(i); k++) {
			const [l, x, y] = this.lab.subarray(3 * (i * this.kept + k));
			const share = this.share(i, k);
			lightness += share * l;
			chroma += share * Math.hypot(x, y);
			a += share * x;
			b += share * y;
		}
		if (this.isMissing(i)) return { lightness: NaN, chroma: NaN, hue: NaN };
		return { lightness, chroma, hue: Math.hypot(a, b) < GRAY_CHROMA ? NaN : hueDegrees(a, b) };
	}

	/** @param {number} seconds */
	firstFrom(seconds) {
		let [low, high] = [0, this.count];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.times[middle] < seconds) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

/** @param {{start_seconds: number, end_seconds: number}[]} parts */
function jumpsBetween(parts) {
	return parts.slice(1).map((part, n) => [parts[n].end_seconds, part.start_seconds]);
}
