// What is wider than its place can be scrolled by the keyboard.
const scrollers = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const each of document.querySelectorAll(".highlight pre, .table-wrapper")) scrollers.observe(each);

// The menus of a narrow screen are opened and closed by the keyboard, too.
for (const label of document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon")) {
  label.role = "button";
  label.ariaLabel = label.control.ariaLabel;
  label.ariaExpanded = false;
  label.tabIndex = 0;
  label.control.addEventListener("change", () => (label.ariaExpanded = label.control.checked));
  label.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    label.control.click();
  });
}
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const toggle of document.querySelectorAll(".sidebar-toggle:checked")) {
    toggle.click();
    [...toggle.labels].find((label) => label.role && label.checkVisibility()).focus();
  }
});
