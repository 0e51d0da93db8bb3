/** MQTT topic filters (MQTT 3.1.1, 4.7): what they match, and which filters they include. */

/** Whether a topic, or all that another filter matches, is within the filter. */
export function covers(filter: string, asked: string): boolean {
  const own = filter.split('/');
  const other = asked.split('/');
  for (const [index, level] of own.entries()) {
    const against = other[index];
    // "a/#" matches "a" too.
    if (level === '#') return index > 0 || !asked.startsWith('$');
    if (against === undefined) return false;
    if (against === '#') return false;
    if (level === '+') {
      if (index === 0 && against.startsWith('$')) return false;
      continue;
    }
    if (level !== against) return false;
  }
  return own.length === other.length;
}

/** Wildcards stand alone in their levels, "#" last, and nothing holds a NUL. */
export function isFilter(text: string): boolean {
  if (text === '' || text.length > 1024 || text.includes('\0')) return false;
  const levels = text.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}
