// Circles, rectangles and polygons as lists of whole numbers, as the fields of the editor hold them. No page in here.
//   circle: x, y, radius · rectangle: left, top, right, bottom · polygon: x, y, x, y, …

const LENGTHS = { circle: (n) => n === 3, rectangle: (n) => n === 4, polygon: (n) => n >= 6 && n % 2 === 0 };

// "120, 80, 30" → [120, 80, 30]; null where the numbers make no such shape.
export function parse(shape, text) {
  const numbers = text.trim().split(/[\s,;]+/).filter(Boolean).map(Number);
  return numbers.every(Number.isFinite) && LENGTHS[shape]?.(numbers.length) ? numbers : null;
}

export const write = (numbers) => numbers.map((number) => Math.round(number)).join(", ");

// A new shape in the middle of the picture, each a little further than the one before.
export function initial(shape, wide, high, nth) {
  const size = Math.min(wide, high) / 6;
  const shift = (nth % 6) * size * 0.3;
  const x = wide / 2 + shift - size / 2;
  const y = high / 2 + shift - size / 2;
  if (shape === "circle") return [x, y, size];
  if (shape === "rectangle") return [x - size * 1.2, y - size * 0.7, x + size * 1.2, y + size * 0.7];
  return [x, y - size, x + size, y + size, x - size, y + size];
}

export const pairs = (numbers) => numbers.flatMap((_n, place) => (place % 2 ? [] : [[numbers[place], numbers[place + 1]]]));

// The points one pulls to change a shape.
export function dots(shape, numbers) {
  if (shape === "circle") return [[numbers[0] + numbers[2], numbers[1]]];
  if (shape === "polygon") return pairs(numbers);
  const [left, top, right, bottom] = numbers;
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

export function pulled(shape, numbers, dot, x, y) {
  if (shape === "circle") return [numbers[0], numbers[1], Math.max(4, Math.hypot(x - numbers[0], y - numbers[1]))];
  const made = [...numbers];
  if (shape === "polygon") [made[2 * dot], made[2 * dot + 1]] = [x, y];
  else {
    made[dot === 0 || dot === 3 ? 0 : 2] = x;
    made[dot < 2 ? 1 : 3] = y;
  }
  return made;
}

export function box(shape, numbers) {
  if (shape === "circle") {
    const [x, y, radius] = numbers;
    return [x - radius, y - radius, x + radius, y + radius];
  }
  const across = pairs(numbers).map(([x]) => x);
  const down = pairs(numbers).map(([, y]) => y);
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

// Moved, but not out of the picture.
export function moved(shape, numbers, dx, dy, wide, high) {
  const [left, top, right, bottom] = box(shape, numbers);
  const x = Math.max(-left, Math.min(wide - right, dx));
  const y = Math.max(-top, Math.min(high - bottom, dy));
  if (shape === "circle") return [numbers[0] + x, numbers[1] + y, numbers[2]];
  return numbers.map((number, place) => number + (place % 2 ? y : x));
}

// A new corner in the middle of the longest edge.
export function withCorner(numbers) {
  const corners = pairs(numbers);
  const edge = (place) => {
    const [[x1, y1], [x2, y2]] = [corners[place], corners[(place + 1) % corners.length]];
    return { length: Math.hypot(x2 - x1, y2 - y1), middle: [(x1 + x2) / 2, (y1 + y2) / 2] };
  };
  const longest = corners.reduce((best, _c, place) => (edge(place).length > edge(best).length ? place : best), 0);
  corners.splice(longest + 1, 0, edge(longest).middle);
  return corners.flat();
}

export function withoutCorner(numbers, dot) {
  const corners = pairs(numbers);
  if (corners.length > 3) corners.splice(dot, 1);
  return corners.flat();
}

// As the path of an SVG.
export function path(shape, numbers) {
  if (shape === "circle") {
    const [x, y, r] = numbers;
    return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }
  return `M${dots(shape, numbers).map((point) => point.join(" ")).join("L")}Z`;
}
