// What the screen of this device says, in English.
export default {
  "device.title": "This phone",
  "device.all_sent": "Everything is sent.",
  "device.last_sync": "Last up to date {time}",
  "device.unsent": {
    one: "1 thing is not sent yet · {amount}",
    other: "{count} things are not sent yet · {amount}",
  },
  "device.oldest": "Oldest: {time}",
  "device.look_at_unsent": "Look",
  "device.sync_now": "Check for news",
  "device.not_persisted":
    "The browser may clear this phone’s storage when space runs low. Ask it to keep Stagebill’s.",
  "device.persist": "Keep it",
  "device.cleared": "This phone’s storage was cleared by the browser. What was open in the app was put back.",
  "device.ios":
    "On an iPhone, add Stagebill to the home screen (Share, then “Add to Home Screen”) once all is sent. " +
    "In a tab, Safari may clear what is stored after a week without a visit.",
  "device.short_code": "Phone",
  "device.safe": "Storage kept",
  "device.space": "Storage used",
  "device.space_of": "{used} of {quota}",
  "device.installed": "On the home screen",
  "device.version": "Version",
  "device.others": "Unsent by others here",
  "device.unknown": "Not known",
  "device.yes": "Yes",
  "device.no": "No",
  "device.language": "Language",
  "device.signed_in_as": "Signed in",
};
