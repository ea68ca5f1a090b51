const LONGEST_PATH = 500;
const ANY_HOST = 'http://here.invalid';

/** The path if it leads to a page of ours, else the start page: nobody is to be sent elsewhere by a link to us. */
export function nextPath(wanted: string | undefined): string {
  // A browser reads \ as /, drops tabs and line breaks, and takes //host for another host.
  if (!wanted?.startsWith('/') || /^\/[/\\]|[\\\p{Cc}]/u.test(wanted) || wanted.length > LONGEST_PATH)
    return '/';
  if (!URL.canParse(wanted, ANY_HOST)) return '/';
  const { origin, pathname, search } = new URL(wanted, ANY_HOST);
  return origin === ANY_HOST && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}
