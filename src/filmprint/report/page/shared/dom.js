// Small helpers for elements, the clipboard and files. All text goes in as text.

/** The element of that id, which the page is known to have. @param {string} id @returns {any} */
export function byId(id) {
	return document.getElementById(id);
}

/**
 * An element with properties ("data-…" and "aria-…" are attributes) and children.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function element(tag, properties = {}, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(properties)) {
		if (name.includes("-")) made.setAttribute(name, value);
		else Object.assign(made, { [name]: value });
	}
	made.append(...children);
	return made;
}

/** @param {() => void} onclick @param {Record<string, any>} properties @param {...(Node | string)} children */
export function button(onclick, properties, ...children) {
	return element("button", { type: "button", onclick, ...properties }, ...children);
}

/**
 * Radio buttons, each with a label, at the end of the element of that id.
 * @param {string} id
 * @param {Record<string, string>} labels by value
 */
export function addChoices(id, labels) {
	for (const [value, label] of Object.entries(labels)) {
		const input = element("input", { type: "radio", name: id, value, id: `${id}-${value}` });
		byId(id).append(input, element("label", { htmlFor: input.id }, label));
	}
}

/** Say something once: seen for a moment and read aloud. @param {string} text */
export function announce(text) {
	const toast = byId("toast");
	toast.textContent = text;
	toast.classList.add("shown");
	clearTimeout(toast.timer);
	toast.timer = setTimeout(() => toast.classList.remove("shown"), 2400);
}

/** Copy and say so. @param {string} text @param {string} [what] */
export async function copyText(text, what = text) {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		const area = element("textarea", { value: text, readOnly: true, className: "unseen" });
		const focused = /** @type {HTMLElement | null} */ (document.activeElement);
		area.style.whiteSpace = "pre";
		document.body.append(area);
		area.select();
		const copied = document.execCommand("copy");
		area.remove();
		focused?.focus({ preventScroll: true });
		if (!copied) return announce("The browser does not let this page copy.");
	}
	return announce(`Copied ${what}`);
}

/** Let the user save a file. @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
	const link = element("a", { href: URL.createObjectURL(blob), download: name });
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The page's colors at present, by the names of tokens.css, and its font size in pixels. */
export function theme() {
	const style = getComputedStyle(document.documentElement);
	/** @param {string} name */
	const token = (name) => style.getPropertyValue(`--${name}`).trim();
	return {
		em: parseFloat(style.fontSize),
		paper: token("paper"),
		ink: token("ink"),
		quiet: token("quiet"),
		line: token("line"),
		veil: token("veil"),
		missing: token("missing"),
	};
}

/** @typedef {ReturnType<typeof theme>} Theme */

/**
 * An empty canvas as large as it is shown, in device pixels; its context counts CSS pixels.
 * @param {HTMLCanvasElement} canvas
 */
export function fitCanvas(canvas) {
	const scale = window.devicePixelRatio || 1;
	const [width, height] = [canvas.clientWidth, canvas.clientHeight];
	const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
	if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
	const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
	context.setTransform(scale, 0, 0, scale, 0, 0);
	context.clearRect(0, 0, width, height);
	return { context, width, height, scale };
}
