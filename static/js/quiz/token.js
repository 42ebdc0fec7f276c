// What the server wants to see with every POST. From the cookie: signing in again in another tab makes a new one.
export function token(otherwise = "") {
  const found = document.cookie.match(/(?:^|; )[\w-]*csrftoken=([^;]+)/);
  return found ? found[1] : otherwise;
}
