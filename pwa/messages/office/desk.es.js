// Lo que dicen las pantallas de trabajo de la oficina (tablero, listas, la página del trabajo), en español.
export default {
  "job_page.parts": "Partes de esta página",
};
