/** How many announcements stay in the document; screen readers only speak the added ones. */
const keptMessages = 12;

/**
 * Speaks through a polite live region. Messages are appended rather than replaced, so that none
 * is lost when several arrive before the screen reader gets to speak.
 */
export function createAnnouncer(region: Element): (messages: readonly string[]) => void {
  return (messages) => {
    for (const message of messages) {
      const line = document.createElement('p');
      line.textContent = message;
      region.append(line);
    }
    const surplus = region.childElementCount - Math.max(keptMessages, messages.length);
    for (const old of [...region.children].slice(0, Math.max(0, surplus))) old.remove();
  };
}
