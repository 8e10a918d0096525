// One or two colors to look for: picked, or typed as hex or by name.

import { button, byId, element } from "../shared/dom.js";

/** "#c8102e" of "C8102E", "#c12" or a name that is known; null for anything else.
 * @param {string} text @param {Map<string, string>} named by name in lower case */
export function hexOf(text, named) {
	const digits = text.trim().toLowerCase().replace(/^#/, "");
	if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
	if (/^[0-9a-f]{3}$/.test(digits)) return `#${digits.replace(/./g, "$&$&")}`;
	return named.get(digits) ?? null;
}

export class ColorFields {
	/** @param {import("../shared/color.js").NameData} names @param {(colors: string[]) => void} choose */
	constructor(names, choose) {
		this.named = new Map(names.names.map((name, n) => [name.toLowerCase(), names.colors[n]]));
		this.choose = choose;
		this.fields = [1, 2].map((number) => this.makeField(number));
		byId("colors").append(...this.fields.map(({ field }) => field));
	}

	/** @param {number} number */
	makeField(number) {
		const which = number === 1 ? "Color" : "Second color";
		const swatch = element("input", { type: "color", id: `swatch-${number}`, "aria-label": `${which}, to pick` });
		const text = element("input", {
			type: "text",
			id: `color-${number}`,
			"aria-label": `${which}, hex or name`,
			placeholder: number === 1 ? "#c8102e or red" : "and another",
			autocomplete: "off",
			spellcheck: false,
		});
		const clear = button(
			() => this.take(number, null),
			{ "aria-label": `Clear the ${which.toLowerCase()}`, className: "clear" },
			"×",
		);
		swatch.oninput = () => this.take(number, swatch.value);
		text.onchange = () => {
			const hex = hexOf(text.value, this.named);
			const wrong = text.value.trim() !== "" && hex === null;
			text.setAttribute("aria-invalid", String(wrong));
			if (!wrong) this.take(number, hex);
		};
		text.onkeydown = (/** @type {KeyboardEvent} */ event) => {
			if (event.key === "Enter") text.onchange();
		};
		return { field: element("span", { className: "color" }, swatch, text, clear), swatch, text, clear };
	}

	/** @param {number} number @param {string | null} hex */
	take(number, hex) {
		const colors = this.fields.map(({ text }) => hexOf(text.value, this.named));
		colors[number - 1] = hex;
		this.choose(/** @type {string[]} */ (colors.filter((color) => color !== null)));
		if (!hex) this.fields[Math.min(number - 1, colors.filter(Boolean).length)].text.focus();
	}

	/** @param {string[]} colors */
	show(colors) {
		for (const [n, { field, swatch, text, clear }] of this.fields.entries()) {
			const color = colors[n];
			field.hidden = n > colors.length;
			field.classList.toggle("chosen", color !== undefined);
			clear.hidden = color === undefined;
			if (color) swatch.value = color;
			if (hexOf(text.value, this.named) !== (color ?? null)) text.value = color ?? "";
			text.setAttribute("aria-invalid", "false");
		}
	}
}
