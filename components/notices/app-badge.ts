/** Browsers without badges, and pages that are not installed, have none of these, or refuse. */
type Badges = { setAppBadge?(count: number): Promise<void>; clearAppBadge?(): Promise<void> };

/** Shows a number on the icon of the installed app; 0 takes it away. */
export function setBadge(count: number): void {
  const { setAppBadge, clearAppBadge } = navigator as Badges;
  const set = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
  set?.catch(() => {});
}
