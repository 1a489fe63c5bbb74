export const following = {
  label: "Followers",
  by: "Followed by {names}",
  you: "you",
  follow: "Follow",
  stop: "Unfollow",
  followed: "You follow {customer}",
  stopped: "You no longer follow {customer}",
} as const;
