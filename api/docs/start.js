// The page's only script of our own: a file, so that the page needs no inline script. Tokens stay in the page's memory.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const theme = () => document.documentElement.classList.toggle("dark-mode", dark.matches); // Swagger UI's own class
theme();
dark.addEventListener("change", theme);

window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#reference",
    validatorUrl: null, // the default sends the contract's address to a public site
    persistAuthorization: false,
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    tryItOutEnabled: true,
  });
});
