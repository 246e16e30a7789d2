// The content policy allows no inline script, so Swagger UI is started from here.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null, // its default asks a server on the internet
});
