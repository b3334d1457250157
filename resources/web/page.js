/* What a page does better with a script; without one every page works all the same.

   data-auto on a form: a choice in it counts at once, so its button is not needed.
   The / key puts the cursor into the page's search field. */

for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=radio], [type=checkbox]")) form.requestSubmit();
  });
  form.classList.add("is-auto");
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  const field = document.querySelector("input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
