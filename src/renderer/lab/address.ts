/** What the fragment of the window's address says: the token that the host gave, and a lesson to open. `#TOKEN&lesson=depth`. */
export interface Fragment {
  /** Empty where it has none. */
  token: string;
  /** null where it names none. */
  lesson: string | null;
}

const LESSON = 'lesson=';

/** Reads a fragment, with its `#`. */
export function fragmentOf(hash: string): Fragment {
  const parts = hash.replace(/^#/, '').split('&');
  const lesson = parts.find((part) => part.startsWith(LESSON));
  return {
    token: parts.find((part) => part !== '' && !part.startsWith(LESSON)) ?? '',
    lesson: lesson === undefined ? null : decoded(lesson.slice(LESSON.length)),
  };
}

/** What cannot be decoded stays as it is, and names no lesson. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let token = fragmentOf(location.hash).token;

/** The token of the host, also where somebody has typed another fragment since. */
export function hostToken(): string {
  token = fragmentOf(location.hash).token || token;
  return token;
}

/** The lesson that the address names, once: after that it has the token alone, so that a reload goes on and does not begin again. */
export function takeLesson(): string | null {
  const { lesson } = fragmentOf(location.hash);
  if (lesson !== null) history.replaceState(history.state, '', `#${hostToken()}`);
  return lesson;
}

/** The address of a lesson in this lab, for as long as it runs. */
export const linkTo = (lesson: string): string =>
  `${location.origin}${location.pathname}#${hostToken()}&${LESSON}${encodeURIComponent(lesson)}`;
