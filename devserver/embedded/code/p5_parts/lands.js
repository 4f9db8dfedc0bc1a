// Mountains in rows, paler the further away, with mist between them and snow where it is high.
function makeMountains({ rows, low, rise, snow }) {
  const ridges = many(rows, (row) => {
    const [depth, offset] = [(row + 1) / rows, random(1000)];
    return { depth, hex: mixHex(PALETTE.far, PALETTE.near, depth * 0.85), points: ridgePoints(offset, low, rise, depth) };
  });
  return () => {
    noStroke();
    for (const ridge of ridges) {
      const shift = (pointer.x - 0.5) * -0.02 * ridge.depth * width;
      const outline = ridge.points.map(([x, y]) => [x * width + shift, y * height]);
      fill(paintOf(ridge.hex));
      drawShape([[-width * 0.1, height], ...outline, [width * 1.1, height]]);
      if (snow) drawSnowCaps(outline, (low - rise * 0.5) * height, ridge.depth);
      drawFade(height * (low - 0.12 + ridge.depth * 0.1), height, [[0, veil(PALETTE.skyLow, 0)], [1, veil(PALETTE.skyLow, 0.28 * (1 - ridge.depth))]]);
    }
  };
}

// A jagged line from left to right: x and y as shares of the canvas.
function ridgePoints(offset, low, rise, depth) {
  return many(161, (step) => {
    const x = -0.1 + step * 0.0075;
    const along = x * breadth() * (2.2 + depth) + offset;
    const sharp = 1 - abs(noise(along) - 0.5) * 2.6;
    const peak = sharp * 0.75 + noise(along * 5 + 9) * 0.22 + noise(along * 17) * 0.06;
    return [x, low - rise * (peak - 0.2) * (1.25 - depth * 0.85) + depth * 0.1];
  });
}

// White tips on everything that rises above a line.
function drawSnowCaps(outline, line, depth) {
  fill(paintOf(mixHex("#ffffff", PALETTE.far, 0.15 + depth * 0.2), 0.9));
  for (let at = 0; at + 1 < outline.length; at += 1) {
    const [[x, y], [nextX, nextY]] = [outline[at], outline[at + 1]];
    if (y > line || nextY > line) continue;
    const drip = (line - y) * (0.35 + 0.4 * (at % 3) / 2);
    drawShape([[x, y], [nextX + 0.6, nextY], [nextX + 0.6, nextY + (line - nextY) * 0.5], [x, y + drip]]);
  }
}

// Dunes: round backs with a lit and a shaded side, and sand that the wind takes along.
function makeDunes({ rows, low }) {
  const backs = many(rows, (row) => ({ depth: row / max(1, rows - 1), offset: random(100), bend: random(0.8, 1.6) }));
  const grains = many(70, () => ({ x: random(), y: random(), speed: random(0.03, 0.09) }));
  return (time) => {
    for (const back of backs) {
      const crest = (x) => (low + back.depth * 0.3 - 0.17 * (1.2 - back.depth * 0.5) * sin(x * back.bend * 4 + back.offset) * (0.35 + noise(x * 2 + back.offset)) * noise(x + back.offset)) * height;
      const lit = mixHex(PALETTE.ground, PALETTE.light, 0.35 - back.depth * 0.2);
      const sand = drawingContext.createLinearGradient(0, height * (low - 0.1), width * 0.3, height);
      sand.addColorStop(0, lit);
      sand.addColorStop(1, mixHex(lit, PALETTE.near, 0.45 + back.depth * 0.35));
      drawShapePath([[0, height], ...many(81, (step) => [(step / 80) * width, crest(step / 80)]), [width, height]], sand);
      noFill();
      stroke(paintOf(PALETTE.light, 0.35));
      strokeWeight(max(1, unit() * 0.002));
      beginShape();
      many(81, (step) => vertex((step / 80) * width, crest(step / 80)));
      endShape();
    }
    noStroke();
    fill(paintOf(PALETTE.light, 0.5));
    for (const grain of grains) circle(((grain.x + time * grain.speed) % 1) * width, height * (low + grain.y * (1 - low)), max(1, unit() * 0.0025));
  };
}

// A town at the horizon: rows of buildings whose windows go on and off.
function makeSkyline({ rows, low, tall, lit }) {
  const picture = newBuffer();
  const windows = many(rows, (row) => buildRow(picture, (row + 1) / rows, low, tall, lit)).flat();
  const blinking = windows.filter(() => random() < 0.12);
  return (time) => {
    image(picture, 0, 0);
    noStroke();
    blinking.forEach(([x, y, wide, high], index) => {
      const bright = noise(index * 13.7, time * 0.12) > 0.5;
      fill(paintOf(bright ? PALETTE.light : PALETTE.near, bright ? 0.95 : 0.8));
      rect(x, y, wide, high);
    });
    drawFade(height * (low - 0.05), height * (low + 0.1), [[0, veil(PALETTE.skyLow, 0)], [1, veil(PALETTE.skyLow, 0.25)]]);
  };
}

// Draw one row of buildings from left to right; gives its windows as [x, y, width, height].
function buildRow(picture, depth, low, tall, lit) {
  const [hex, size] = [mixHex(PALETTE.far, PALETTE.near, depth * 0.9), unit()];
  const windows = [];
  for (let x = -size * 0.05; x < width; ) {
    const wide = size * random(0.05, 0.12);
    const high = height * tall * (1.25 - depth * 0.6) * (0.35 + 0.65 * pow(random(), 1.6)) * (0.7 + 0.5 * noise(x * 0.003));
    const top = height * (low + depth * 0.05) - high;
    picture.fill(paintOf(hex));
    picture.rect(x, top, wide, height - top);
    drawRoof(picture, x, top, wide, floor(random(5)));
    if (depth > 0.4) windows.push(...drawWindows(picture, x, top, wide, high, lit * depth));
    x += wide * random(0.85, 1.25);
  }
  return windows;
}

// One of five endings of a building.
function drawRoof(picture, x, top, wide, kind) {
  if (kind === 0) picture.rect(x + wide * 0.47, top - wide * 0.9, wide * 0.06, wide);
  if (kind === 1) picture.rect(x + wide * 0.2, top - wide * 0.22, wide * 0.6, wide * 0.24);
  if (kind === 2) picture.triangle(x, top + 1, x + wide, top + 1, x + wide, top - wide * 0.5);
  if (kind === 3) picture.arc(x + wide / 2, top + 1, wide, wide * 0.9, PI, TAU);
}

// Light some windows of a building; gives all of them.
function drawWindows(picture, x, top, wide, high, lit) {
  const [columns, gap] = [floor(random(3, 6)), wide * 0.12];
  const pane = (wide - gap * (columns + 1)) / columns;
  const panes = [];
  for (let y = top + gap * 1.5; y < min(top + high, height) - pane; y += pane * 1.3 + gap) {
    for (let column = 0; column < columns; column += 1) {
      const place = [x + gap + column * (pane + gap), y, pane, pane * 1.2];
      panes.push(place);
      if (random() > lit) continue;
      picture.fill(paintOf(random() < 0.8 ? PALETTE.light : random(PALETTE.accents), random(0.45, 0.95)));
      picture.rect(...place);
    }
  }
  return panes;
}

// A wood in rows: pointed or round trees, with mist between the rows.
function makeForest({ rows, low, kind }) {
  const picture = newBuffer();
  many(rows, (row) => {
    const depth = (row + 1) / rows;
    const base = height * (low + depth * depth * 0.3);
    picture.fill(paintOf(mixHex(mixHex(PALETTE.far, PALETTE.leaves[row % 4], 0.35 + depth * 0.3), PALETTE.near, depth * 0.75)));
    picture.rect(0, base - 1, width, height - base + 2);
    for (let x = 0; x < width + unit() * 0.1; x += unit() * (0.025 + 0.05 * depth) * random(0.6, 1.3)) {
      drawWoodTree(picture, x, base + unit() * 0.01, unit() * (0.1 + 0.24 * depth) * random(0.6, 1.25), kind);
    }
    const mist = picture.drawingContext.createLinearGradient(0, base - unit() * 0.12, 0, base + unit() * 0.08);
    mist.addColorStop(0, veil(PALETTE.skyLow, 0));
    mist.addColorStop(1, veil(PALETTE.skyLow, 0.34 * (1 - depth)));
    picture.drawingContext.fillStyle = mist;
    picture.drawingContext.fillRect(0, base - unit() * 0.12, width, height);
  });
  return () => image(picture, (pointer.x - 0.5) * -unit() * 0.01, 0);
}

// One tree of a wood, drawn in what the buffer is filled with.
function drawWoodTree(picture, x, base, tall, kind) {
  picture.rect(x - tall * 0.025, base - tall * 0.3, tall * 0.05, tall * 0.32);
  if (kind === "round") {
    many(5, (part) => picture.circle(x + tall * 0.2 * cos(part * 2.4) * (part / 4), base - tall * (0.42 + 0.1 * part), tall * (0.5 - part * 0.06)));
    return;
  }
  many(5, (part) => {
    const [half, bottom] = [tall * (0.23 - part * 0.038), base - tall * (0.015 + part * 0.18)];
    picture.triangle(x - half, bottom, x + half, bottom, x, bottom - tall * 0.32);
  });
}

// A castle on its rock: towers with pointed roofs, lit windows and flags.
function makeCastle({ x, low, size }) {
  const towers = many(7, (index) => ({
    at: (index - 3) * 0.16 + random(-0.03, 0.03), wide: random(0.09, 0.15), tall: random(0.45, 0.8) * (1.25 - abs(index - 3) * 0.2), flag: random() < 0.6,
  }));
  return (time) => {
    const span = size * unit();
    push();
    translate(x * width, low * height);
    noStroke();
    fill(paintOf(PALETTE.near));
    drawShape([[-span * 1.1, span], [-span * 0.72, span * 0.02], [-span * 0.4, -span * 0.1], [span * 0.42, -span * 0.12], [span * 0.75, span * 0.02], [span * 1.1, span]]);
    fill(paintOf(mixHex(PALETTE.far, PALETTE.near, 0.72)));
    rect(-span * 0.55, -span * 0.42, span * 1.1, span * 0.44);
    many(14, (tooth) => rect(-span * 0.55 + tooth * span * 0.08, -span * 0.46, span * 0.045, span * 0.06));
    towers.forEach((tower, index) => drawTower(tower, span, time + index));
    fill(paintOf(PALETTE.ink));
    arc(0, span * 0.02, span * 0.16, span * 0.36, PI, TAU);
    pop();
  };
}

// One tower with its roof, windows and flag.
function drawTower(tower, span, time) {
  const [left, wide, top] = [(tower.at - tower.wide / 2) * span, tower.wide * span, -tower.tall * span];
  fill(paintOf(mixHex(PALETTE.far, PALETTE.near, 0.55)));
  rect(left, top, wide, span * tower.tall);
  fill(paintOf(PALETTE.ink, 0.25));
  rect(left + wide * 0.66, top, wide * 0.34, span * tower.tall);
  fill(paintOf(PALETTE.accents[0]));
  triangle(left - wide * 0.14, top, left + wide * 1.14, top, left + wide / 2, top - wide * 1.7);
  fill(paintOf(PALETTE.light, 0.75 + 0.2 * sin(time * 2)));
  many(2, (row) => rect(left + wide * 0.4, top + wide * (0.5 + row * 1.3), wide * 0.2, wide * 0.45, wide * 0.1));
  if (!tower.flag) return;
  const [poleX, poleY] = [left + wide / 2, top - wide * 1.7];
  fill(paintOf(PALETTE.accents[2]));
  rect(poleX - span * 0.003, poleY - wide * 0.7, span * 0.006, wide * 0.75);
  triangle(poleX, poleY - wide * 0.7, poleX, poleY - wide * 0.25, poleX + wide * 0.8, poleY - wide * (0.47 + 0.08 * sin(time * 4)));
}

// Houses side by side with warm windows and smoke.
function makeHouses({ low, count }) {
  const wide = 1 / count;
  const houses = many(count, (index) => ({
    x: index * wide + random(-0.01, 0.01), wide: wide * random(0.7, 0.98), tall: random(0.1, 0.22), roof: random(0.06, 0.13),
    hex: mixHex(PALETTE.accents[index % 4], PALETTE.near, random(0.35, 0.55)), smoke: random() < 0.6,
  }));
  return (time) => {
    noStroke();
    for (const house of houses) drawHouse(house, low * height, time);
    fill(paintOf(PALETTE.near));
    rect(0, low * height - 1, width, height);
  };
}

// One house.
function drawHouse(house, base, time) {
  const [x, wide, tall, roof] = [house.x * width, house.wide * width, house.tall * height, house.roof * height];
  if (house.smoke) many(6, (puff) => {
    const age = (time * 0.12 + puff / 6) % 1;
    drawGlow(x + wide * 0.74 + sin(age * 5 + puff) * wide * 0.06 + age * wide * 0.2, base - tall - roof * (0.7 + age * 1.6), wide * (0.05 + age * 0.16), PALETTE.skyLow, 0.4 * (1 - age));
  });
  fill(paintOf(mixHex(house.hex, PALETTE.ink, 0.4)));
  rect(x + wide * 0.68, base - tall - roof * 0.8, wide * 0.1, roof);
  fill(paintOf(house.hex));
  rect(x, base - tall, wide, tall);
  fill(paintOf(mixHex(house.hex, PALETTE.ink, 0.55)));
  triangle(x - wide * 0.07, base - tall, x + wide * 1.07, base - tall, x + wide / 2, base - tall - roof);
  rect(x + wide * 0.43, base - tall * 0.38, wide * 0.15, tall * 0.38);
  many(2, (side) => {
    const [left, top] = [x + wide * (0.13 + side * 0.53), base - tall * 0.8];
    drawGlow(left + wide * 0.1, top + tall * 0.14, wide * 0.35, PALETTE.light, 0.35);
    fill(paintOf(PALETTE.light, 0.9));
    rect(left, top, wide * 0.2, tall * 0.28);
    fill(paintOf(house.hex));
    rect(left + wide * 0.09, top, wide * 0.02, tall * 0.28);
  });
}

// A long bridge: stone arches or a road that hangs from cables.
function makeBridge({ low, hanging }) {
  return () => {
    const [y, pitch, size] = [low * height, unit() * 0.3, unit()];
    const hex = mixHex(PALETTE.near, PALETTE.far, 0.18);
    noStroke();
    fill(paintOf(hex));
    rect(0, y - size * 0.045, width, size * 0.03);
    if (hanging) return drawCables(y, hex);
    for (let x = -pitch * 0.4; x < width + pitch; x += pitch) {
      rect(x - size * 0.022, y - size * 0.02, size * 0.044, size * 0.2);
      const vault = many(25, (step) => [x + (step / 24) * pitch, y + size * 0.15 - sin((step / 24) * PI) * size * 0.145]);
      drawShape([[x, y - size * 0.02], ...vault, [x + pitch, y - size * 0.02]]);
    }
  };
}

// Two pylons and the cables between them.
function drawCables(y, hex) {
  const [size, pylons] = [unit(), [0.27, 0.73]];
  pylons.forEach((at) => rect(at * width - size * 0.013, y - size * 0.36, size * 0.026, size * 0.56));
  stroke(paintOf(hex));
  const sag = (x) => {
    const near = x < 0.27 ? (0.27 - x) / 0.27 : x > 0.73 ? (x - 0.73) / 0.27 : 0.5 - abs(x - 0.5) / 0.46;
    return y - size * 0.34 * (1 - sin(near * HALF_PI)) ** 1.4 - size * 0.04;
  };
  many(101, (step) => {
    strokeWeight(max(1, size * 0.005));
    if (step) line(((step - 1) / 100) * width, sag((step - 1) / 100), (step / 100) * width, sag(step / 100));
    strokeWeight(max(0.6, size * 0.0014));
    if (step % 2) line((step / 100) * width, sag(step / 100), (step / 100) * width, y - size * 0.04);
  });
  noStroke();
}

// A road that runs to the horizon, with marks that come nearer.
function makeRoad({ x, low }) {
  return (time) => {
    const [middle, top] = [x * width, low * height];
    const at = (share) => ({ y: top + (height - top) * share * share, half: unit() * (0.004 + 0.42 * share * share) });
    noStroke();
    fill(paintOf(PALETTE.near));
    rect(0, top, width, height - top);
    fill(paintOf(mixHex(PALETTE.near, PALETTE.far, 0.35)));
    const [far, close] = [at(0), at(1)];
    drawShape([[middle - far.half, far.y], [middle + far.half, far.y], [middle + close.half, close.y], [middle - close.half, close.y]]);
    fill(paintOf(PALETTE.light, 0.75));
    many(9, (mark) => {
      const share = ((mark + (time * 0.6) % 1) / 9);
      const [start, end] = [at(share), at(share + 0.045)];
      drawShape([[middle - start.half * 0.04, start.y], [middle + start.half * 0.04, start.y], [middle + end.half * 0.04, end.y], [middle - end.half * 0.04, end.y]]);
    });
  };
}

// A meadow whose blades bend in the wind and away from the pointer.
function makeMeadow({ low, blades }) {
  const grass = many(blades * breadth(), () => ({ x: random(-0.02, 1.02), y: pow(random(), 0.7), tall: random(0.05, 0.13), shade: random() }));
  grass.sort((one, other) => one.y - other.y);
  return (time) => {
    drawFade(height * low, height, [[0, mixHex(PALETTE.far, PALETTE.ground, 0.6)], [0.5, PALETTE.ground], [1, mixHex(PALETTE.ground, PALETTE.ink, 0.45)]]);
    noStroke();
    for (const blade of grass) {
      const [x, y] = [blade.x * width, height * (low + 0.05 + blade.y * (1 - low))];
      const tall = blade.tall * unit() * (0.35 + blade.y);
      const near = max(0, 1 - abs(blade.x - pointer.x) * 6) * (pointer.x < blade.x ? 1 : -1);
      const bend = tall * (0.35 * (noise(blade.x * 3, time * 0.35) - 0.4) + near * 0.35);
      fill(paintOf(mixHex(PALETTE.ground, blade.shade > 0.5 ? PALETTE.light : PALETTE.ink, round(abs(blade.shade - 0.5) * 10) / 14)));
      triangle(x - tall * 0.04, y, x + tall * 0.04, y, x + bend, y - tall);
    }
  };
}
