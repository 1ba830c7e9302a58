// Draws the documentation of the API out of its schema, in the element #swagger-ui.
"use strict";

(() => {
  const { schema, token } = document.currentScript.dataset;

  // A request that changes something is sent as the page's own forms send it.
  function signed(request) {
    if (!["GET", "HEAD", undefined].includes(request.method)) request.headers["X-CSRFToken"] = token;
    return request;
  }

  SwaggerUIBundle({
    url: schema,
    dom_id: "#swagger-ui",
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: signed,
  });
})();
