/** Copies a text, and says on the button whether it worked. */
export async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    say(button, 'Copied');
  } catch (error) {
    say(button, `Not copied: ${error.message}`);
  }
}

/** Shows a text on a button for a moment. */
export function say(button, text) {
  button.dataset.text ??= button.textContent;
  button.textContent = text;
  setTimeout(() => (button.textContent = button.dataset.text), 2000);
}
