// Every page works without this file. It only makes some of them smoother.

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

/** htmx is fetched only by a page that has something for it to do: most pages never pay for it. */
async function enliven() {
  if (!document.querySelector("[hx-get], [hx-post]")) return;
  const { default: htmx } = await import("htmx.org/dist/htmx.esm.js");
  window.htmx = htmx; // it has read its settings from the page's <meta name=htmx-config>
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = token();
  });
  // A refused form (422) or a clash (409) is an answer to show, not a failure to swallow.
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if ([409, 422].includes(detail.xhr.status)) detail.shouldSwap = true;
  });
}

/** After a refused form, the list of what to put right is read out and reached first. */
function meetErrors() {
  document.querySelector(".errors")?.focus();
}

/** A button pressed twice sends once. */
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // Coming back by the back button, the form may be sent again.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
}

/** Dropping a file on the field is the same as choosing it. The browser does the rest: this only shows where. */
function markDrops() {
  for (const drop of document.querySelectorAll(".drop")) {
    const input = drop.querySelector("input[type=file]");
    drop.addEventListener("dragover", (event) => (event.preventDefault(), drop.classList.add("over")));
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}

/** Shift, three times within two seconds, leaves a page that concerns safety. */
function leaveQuickly() {
  const way = document.querySelector("a.leave");
  if (!way) return;
  let pressed = [];
  const go = () => location.replace(way.href);
  way.addEventListener("click", (event) => (event.preventDefault(), go()));
  document.addEventListener("keydown", ({ key, repeat }) => {
    if (key !== "Shift") return (pressed = []);
    if (repeat) return;
    pressed = [...pressed.filter((at) => performance.now() - at < 2000), performance.now()];
    if (pressed.length > 2) go();
  });
}

/** On a narrow screen the filters fold away, unless one is in use; without this file they stay open. */
function foldFilters() {
  const sieve = document.querySelector(".sieve details");
  if (sieve && !sieve.querySelector("[aria-current]") && matchMedia("(max-width: 56rem)").matches) sieve.open = false;
}

meetErrors();
foldFilters();
sendOnce();
markDrops();
leaveQuickly();
enliven();
