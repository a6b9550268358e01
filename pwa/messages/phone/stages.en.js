// What the phone says of a job's planned stages, in English.
export default {
  "stages.title": "Stages",
  "stages.done": "The work of this stage is complete",
  "stages.said": "Saved: the work of “{title}” is complete.",
  "stages.is_done": "Complete",
  "stages.is_billed": "Billed",
  "stages.undo": "Undo",
  "mutation.schedules.mark_stage": "Stage complete",
};
