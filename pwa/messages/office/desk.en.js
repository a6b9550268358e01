// What the office’s working screens say (board, lists, the job’s page, decisions), in English.
export default {
  "job_page.parts": "Parts of this page",
};
