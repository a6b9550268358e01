// What the screens say of notifications, in English.
export default {
  "push.title": "Notifications",
  "push.why":
    "Hear about it while the app is closed: a payment by the customer, a new job, something left unsent. " +
    "The browser asks you once.",
  "push.turn_on": "Turn on notifications",
  "push.turn_off": "Turn off on this device",
  "push.says": "A notification never shows names or amounts: others may read a locked screen.",
  "push.unsupported": "This browser cannot show notifications. Everything else works without.",
  "push.install_first": "On an iPhone notifications work once Stagebill is on the home screen.",
  "push.denied": "Notifications are blocked for Stagebill. Allow them in the settings of the browser.",
  "push.turning_on": "Asking the browser…",
  "push.no_service":
    "The browser’s notification service does not answer. A firewall may be in between, or this browser has " +
    "none. Everything else works without.",
  "push.look_again": "Look again",
  "push.offline": "Notifications can be changed when there is signal.",
  "push.failed": "That did not work. Try again when there is signal.",
  "push.paid": "Paid",
  "push.paid_is": "A customer paid, or a colleague took the money.",
  "push.decision": "Decision",
  "push.decision_is": "Money came in that fits no invoice yet.",
  "push.assigned": "New job",
  "push.assigned_is": "The office put you on a job.",
  "push.nudge": "Unsent",
  "push.nudge_is": "This device has held something unsent for hours.",
  "push.yes": "On",
  "push.no": "Off",
};
