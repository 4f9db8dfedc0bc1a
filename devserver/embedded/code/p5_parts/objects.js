// Toothed wheels that turn each other.
function makeGears({ count, x, y, size }) {
  const gears = [{ x: 0, y: 0, teeth: 18, turn: 0, way: 1 }];
  for (let tries = 0; gears.length < count && tries < 400; tries += 1) {
    const from = random(gears);
    const [teeth, angle] = [floor(random(8, 22)), random(TAU)];
    const away = (from.teeth + teeth) * 0.5;
    const next = { x: from.x + cos(angle) * away, y: from.y + sin(angle) * away, teeth, way: -from.way, turn: random(TAU) };
    if (gears.every((gear) => gear === from || dist(gear.x, gear.y, next.x, next.y) > (gear.teeth + teeth) * 0.5 + 2)) gears.push(next);
  }
  const middle = (axis) => (max(gears.map((gear) => gear[axis])) + min(gears.map((gear) => gear[axis]))) / 2;
  const [middleX, middleY] = [middle("x"), middle("y")];
  gears.forEach((gear, index) => { gear.hex = PALETTE.accents[index % PALETTE.accents.length]; gear.holes = floor(random(3, 7)); });
  return (time) => {
    const tooth = (size * unit()) / 20;
    for (const gear of gears) {
      push();
      translate(x * width + (gear.x - middleX) * tooth, y * height + (gear.y - middleY) * tooth);
      rotate(gear.turn + (gear.way * time * 6) / gear.teeth);
      drawGear(gear, tooth);
      pop();
    }
  };
}

// One wheel: teeth, rim, spokes and hub.
function drawGear(gear, tooth) {
  const radius = gear.teeth * tooth * 0.5;
  noStroke();
  fill(paintOf(mixHex(gear.hex, PALETTE.ink, 0.2)));
  drawShape(many(gear.teeth * 4, (step) => {
    const [turn, reach] = [(step / (gear.teeth * 4)) * TAU, step % 4 < 2 ? radius + tooth * 0.42 : radius - tooth * 0.38];
    return [cos(turn) * reach, sin(turn) * reach];
  }));
  fill(paintOf(gear.hex));
  circle(0, 0, radius * 1.6);
  fill(paintOf(mixHex(PALETTE.skyMiddle, PALETTE.ink, 0.3)));
  many(gear.holes, (hole) => circle(cos((hole / gear.holes) * TAU) * radius * 0.5, sin((hole / gear.holes) * TAU) * radius * 0.5, radius * 0.42));
  fill(paintOf(PALETTE.light));
  circle(0, 0, radius * 0.24);
}

// A clock whose hands go faster than time.
function makeClock({ x, y, size }) {
  return (time) => {
    const radius = size * unit();
    push();
    translate(x * width, y * height);
    drawGlow(0, 0, radius * 1.7, PALETTE.light, 0.4);
    noStroke();
    fill(paintOf(PALETTE.accents[0]));
    circle(0, 0, radius * 2.16);
    fill(paintOf(mixHex(PALETTE.light, "#ffffff", 0.35)));
    circle(0, 0, radius * 1.94);
    fill(paintOf(PALETTE.ink));
    many(60, (mark) => {
      rotate(TAU / 60);
      rect(-radius * 0.008, -radius * 0.93, radius * 0.016, radius * (mark % 5 === 4 ? 0.13 : 0.05));
    });
    for (const [speed, long, wide, hex, start] of [[0.02, 0.5, 0.06, PALETTE.ink, 5.2], [0.24, 0.78, 0.04, PALETTE.ink, 0.9], [1.2, 0.86, 0.016, PALETTE.accents[2], 3.4]]) {
      push();
      rotate(time * speed + start);
      fill(paintOf(hex));
      triangle(-radius * wide, radius * 0.12, radius * wide, radius * 0.12, 0, -radius * long);
      pop();
    }
    fill(paintOf(PALETTE.accents[0]));
    circle(0, 0, radius * 0.1);
    pop();
  };
}

// Pages with lines of writing that rise from an open book.
function makePages({ x, low, size, count }) {
  const pages = many(count, () => ({ phase: random(), side: random(-1, 1), turn: random(TAU), lines: many(7, () => random(0.4, 1)) }));
  return (time) => {
    const span = size * unit();
    push();
    translate(x * width, low * height);
    drawGlow(0, -span * 0.2, span * 1.7, PALETTE.light, 0.5);
    for (const page of pages) {
      const age = (page.phase + time * 0.05) % 1;
      push();
      translate(page.side * span * (0.1 + age * 1.5) + sin(time * 0.7 + page.turn) * span * 0.06, -age * span * 2.5);
      rotate(page.turn + sin(time * 0.5 + page.turn) * 0.6);
      scale(0.25 + 0.75 * abs(cos(time * 0.6 + page.turn)), 1);
      drawPage(page, span * (0.12 + age * 0.16), 1 - age * age);
      pop();
    }
    drawOpenBook(span, time);
    pop();
  };
}

// A sheet with lines.
function drawPage(page, size, alpha) {
  noStroke();
  fill(paintOf("#fbf6e6", alpha * 0.95));
  rect(-size * 0.7, -size, size * 1.4, size * 2);
  fill(paintOf(PALETTE.ink, alpha * 0.5));
  page.lines.forEach((long, index) => rect(-size * 0.52, -size * (0.78 - index * 0.24), size * 1.04 * long, size * 0.07));
}

// A book that lies open; its pages breathe.
function drawOpenBook(span, time) {
  noStroke();
  for (const side of [-1, 1]) {
    const arch = (lift) => many(13, (step) => [side * span * 0.62 * (step / 12), -sin((step / 12) * PI) * span * lift - span * 0.02 * (step / 12)]);
    fill(paintOf(PALETTE.accents[0]));
    drawShape([[0, span * 0.1], [side * span * 0.68, span * 0.06], [side * span * 0.68, span * 0.14], [0, span * 0.18]]);
    fill(paintOf("#d9cfb4"));
    drawShape([...arch(0.12), [side * span * 0.62, span * 0.09], [0, span * 0.13]]);
    fill(paintOf("#fbf6e6"));
    drawShape([...arch(0.16 + 0.015 * sin(time + side)), [side * span * 0.62, span * 0.05], [0, span * 0.09]]);
  }
}

// Strings that vibrate where the pointer plucks them, and notes that rise from them.
function makeStrings({ count, y, spread }) {
  const notes = many(16, () => ({ phase: random(), x: random(0.05, 0.95), hex: random(PALETTE.accents), size: random(0.014, 0.024) }));
  return (time) => {
    noFill();
    many(count, (index) => {
      const base = height * (y + (index - count / 2) * (spread / count));
      const pluck = max(0, 1 - abs(pointer.y * height - base) / (unit() * 0.12));
      const swing = unit() * (0.012 + 0.05 * pluck) * (0.4 + noise(index * 7, time * 0.5));
      stroke(paintOf(PALETTE.accents[index % PALETTE.accents.length], 0.9));
      strokeWeight(max(1, unit() * (0.0022 + 0.0012 * (index % 3))));
      beginShape();
      many(91, (step) => vertex((step / 90) * width, base + swing * sin((step / 90) * PI) * (sin((step / 90) * PI * (index + 2) + time * (4 + index)) + 0.5 * sin((step / 90) * PI * 2 * (index + 1) - time * 3))));
      endShape();
    });
    noStroke();
    for (const note of notes) drawNote(note, (note.phase + time * 0.06) % 1, y, time);
  };
}

// A quaver that rises and fades.
function drawNote(note, age, y, time) {
  const span = note.size * unit() * (1 + age);
  push();
  translate((note.x + 0.02 * sin(time + note.phase * 20)) * width, (y + 0.12 - age * 0.62) * height);
  rotate(0.2 * sin(time * 1.3 + note.phase * 9));
  fill(paintOf(note.hex, sin(age * PI)));
  ellipse(0, 0, span * 1.5, span * 1.1);
  rect(span * 0.55, -span * 3.2, span * 0.18, span * 3.2);
  drawShape([[span * 0.6, -span * 3.2], [span * 1.5, -span * 2.3], [span * 1.3, -span * 1.5], [span * 1.3, -span * 2.1], [span * 0.6, -span * 2.6]]);
  pop();
}

// Ribbons that dance around each other.
function makeRibbons({ count, y, size }) {
  const dancers = many(count, (index) => ({ a: floor(random(1, 4)), b: floor(random(2, 5)), phase: random(TAU), hex: PALETTE.accents[index % PALETTE.accents.length] }));
  return (time) => {
    noStroke();
    for (const dancer of dancers) {
      const at = (share) => {
        const turn = share * 2.4 + time * 0.5;
        return [
          width / 2 + sin(turn * dancer.a + dancer.phase) * size * width * 0.46,
          y * height + sin(turn * dancer.b + dancer.phase * 2) * size * height * 0.4 * (1 + (pointer.y - 0.5) * 0.3),
        ];
      };
      many(70, (step) => {
        const [x, py] = at(step / 70);
        const [nextX, nextY] = at((step + 1.25) / 70);
        const wide = unit() * 0.05 * sin((step / 70) * PI) * (0.6 + 0.4 * sin(step * 0.12 + time * 2));
        const shine = round((0.5 + 0.5 * sin(step * 0.14 + time * 2 + dancer.phase)) * 8) / 8;
        fill(paintOf(mixHex(dancer.hex, PALETTE.light, shine * 0.5)));
        drawShape([[x, py - wide], [nextX, nextY - wide], [nextX, nextY + wide], [x, py + wide]]);
      });
    }
  };
}

// A heart of many points that beats; it swells under the pointer.
function makeHeart({ x, y, size, points }) {
  const grains = many(points, () => ({ turn: random(TAU), fill: pow(random(), 0.35), size: random(0.004, 0.013), hex: random(PALETTE.blossoms), phase: random(TAU) }));
  return (time) => {
    const beat = 1 + 0.06 * pow(max(0, sin(time * 2.6)), 6) + 0.05 * pow(max(0, sin(time * 2.6 - 0.7)), 6) + pressed * 0.15;
    const span = (size * unit() * beat) / 17;
    drawGlow(x * width, y * height, span * 30, PALETTE.blossoms[0], 0.4);
    noStroke();
    for (const grain of grains) {
      const t = grain.turn;
      const px = 16 * pow(sin(t), 3) * grain.fill;
      const py = -(13 * cos(t) - 5 * cos(2 * t) - 2 * cos(3 * t) - cos(4 * t)) * grain.fill;
      fill(paintOf(grain.hex, 0.55 + 0.4 * sin(time * 2 + grain.phase)));
      circle(x * width + px * span + sin(time + grain.phase) * span * 0.4, y * height + py * span, grain.size * 2 * unit());
    }
  };
}

// Crystals with faces of different light.
function makeCrystals({ x, low, count, size, hexes }) {
  const crystals = many(count, (index) => ({
    at: (index - count / 2 + 0.5) / count + random(-0.05, 0.05), tall: random(0.4, 1), wide: random(0.07, 0.15), lean: ((index - count / 2 + 0.5) / count) * 0.8 + random(-0.1, 0.1), hex: hexes[index % hexes.length], phase: random(TAU),
  }));
  crystals.sort((one, other) => other.tall - one.tall);
  return (time) => {
    noStroke();
    drawGlow(x * width, low * height - size * unit() * 0.35, size * unit() * 1.5, PALETTE.light, 0.3);
    fill(paintOf(PALETTE.ink, 0.3));
    ellipse(x * width, low * height, size * unit() * 1.25, size * unit() * 0.14);
    for (const crystal of crystals) {
      const [wide, tall] = [crystal.wide * size * unit(), crystal.tall * size * unit()];
      push();
      translate((x * width) + crystal.at * size * unit() * 0.7, low * height);
      rotate(crystal.lean);
      const shine = round((0.5 + 0.5 * sin(time * 0.8 + crystal.phase + pointer.x * 4)) * 10) / 10;
      const faces = [[-1, -0.2, 0.45 - shine * 0.2], [-0.2, 0.5, 0], [0.5, 1, 0.6]];
      for (const [left, right, dark] of faces) {
        fill(paintOf(mixHex(mixHex(crystal.hex, PALETTE.light, 0.35 * shine), PALETTE.ink, dark * 0.7), 0.86));
        drawShape([[left * wide, 0], [left * wide, -tall * 0.8], [wide * 0.1, -tall], [right * wide, -tall * 0.8], [right * wide, 0]]);
      }
      fill(paintOf("#ffffff", 0.25 + 0.35 * shine));
      drawShape([[-wide * 0.16, -tall * 0.1], [-wide * 0.16, -tall * 0.78], [wide * 0.1, -tall * 0.97], [-wide * 0.02, -tall * 0.1]]);
      pop();
    }
  };
}

// Lanterns that rise into the air.
function makeLanterns({ count, low }) {
  const lanterns = many(count * breadth(), () => ({ x: random(), phase: random(), size: random(0.012, 0.045), sway: random(TAU) }));
  lanterns.sort((one, other) => one.size - other.size);
  return (time) => {
    noStroke();
    for (const lantern of lanterns) {
      const age = (lantern.phase + time * 0.012 * (0.6 + lantern.size * 20)) % 1;
      const span = lantern.size * unit();
      const [x, y] = [(lantern.x + 0.02 * sin(time * 0.5 + lantern.sway)) * width, (low - age * (low + 0.15)) * height];
      drawGlow(x, y, span * 3.2, "#ffb45c", 0.6);
      fill(paintOf("#ffcf87", 0.95));
      drawShape([[x - span * 0.42, y + span * 0.6], [x - span * 0.62, y - span * 0.4], [x - span * 0.3, y - span * 0.75], [x + span * 0.3, y - span * 0.75], [x + span * 0.62, y - span * 0.4], [x + span * 0.42, y + span * 0.6]]);
      fill(paintOf("#f2802f", 0.75));
      ellipse(x, y + span * 0.42, span * 0.7, span * 0.36);
    }
  };
}

// A train that crosses, with lit windows and steam.
function makeTrain({ low, cars, size }) {
  return (time) => {
    const span = size * unit();
    const total = (cars + 1) * span * 1.1 + width;
    const head = ((time * 0.05 * width) % total + total + width * 0.5) % total;
    const y = low * height;
    noStroke();
    fill(paintOf(PALETTE.near));
    rect(0, y + span * 0.02, width, span * 0.035);
    many(16, (puff) => {
      const age = (time * 0.2 + puff / 16) % 1;
      drawGlow(head - span * (0.2 + age * 1.8), y - span * (0.56 + age * 0.35), span * (0.06 + age * 0.2), PALETTE.light, 0.35 * (1 - age));
    });
    many(cars, (index) => drawCarriage(head - span * 1.08 * (index + 2), y, span, PALETTE.accents[(index + 1) % 4]));
    fill(paintOf(mixHex(PALETTE.accents[0], PALETTE.ink, 0.35)));
    rect(head - span * 0.98, y - span * 0.46, span * 0.34, span * 0.4, span * 0.03);
    rect(head - span * 0.7, y - span * 0.34, span * 0.66, span * 0.28, span * 0.08);
    rect(head - span * 0.24, y - span * 0.52, span * 0.09, span * 0.2);
    fill(paintOf(PALETTE.light));
    rect(head - span * 0.9, y - span * 0.4, span * 0.18, span * 0.13);
    drawGlow(head + span * 0.1, y - span * 0.2, span * 0.6, PALETTE.light, 0.5);
    drawWheels(head - span * 0.95, y, span, 5, time);
  };
}

// One carriage.
function drawCarriage(x, y, span, hex) {
  fill(paintOf(mixHex(hex, PALETTE.ink, 0.3)));
  rect(x, y - span * 0.4, span, span * 0.34, span * 0.04);
  fill(paintOf(PALETTE.light, 0.92));
  many(5, (pane) => rect(x + span * (0.08 + pane * 0.175), y - span * 0.34, span * 0.12, span * 0.13, span * 0.015));
  drawWheels(x + span * 0.1, y, span, 4, 0);
}

// Wheels in a row.
function drawWheels(x, y, span, count, time) {
  many(count, (wheel) => {
    fill(paintOf(PALETTE.ink));
    circle(x + wheel * span * 0.22, y - span * 0.02, span * 0.15);
    fill(paintOf(PALETTE.far));
    circle(x + wheel * span * 0.22 + cos(time * 5) * span * 0.03, y - span * 0.02 + sin(time * 5) * span * 0.03, span * 0.03);
  });
}

// A car with its lights on, at rest while the world moves.
function makeCar({ x, low, size, hex }) {
  return (time) => {
    const span = size * unit();
    push();
    translate(x * width, low * height + span * 0.008 * sin(time * 6));
    noStroke();
    fill(paintOf(PALETTE.ink, 0.35));
    ellipse(0, span * 0.09, span * 1.2, span * 0.1);
    fill(paintOf(hex));
    drawShape([[-0.56, 0.02], [-0.58, -0.14], [-0.4, -0.19], [-0.24, -0.37], [0.14, -0.38], [0.32, -0.2], [0.54, -0.15], [0.58, 0.02]].map(([px, py]) => [px * span, py * span]));
    fill(paintOf(mixHex(PALETTE.light, PALETTE.skyMiddle, 0.35)));
    drawShape([[-0.21, -0.33], [-0.05, -0.34], [-0.05, -0.2], [-0.33, -0.2]].map(([px, py]) => [px * span, py * span]));
    drawShape([[-0.02, -0.34], [0.12, -0.34], [0.25, -0.2], [-0.02, -0.2]].map(([px, py]) => [px * span, py * span]));
    fill(paintOf(mixHex(hex, PALETTE.ink, 0.35)));
    rect(-span * 0.57, -span * 0.05, span * 1.15, span * 0.07, span * 0.02);
    for (const side of [-1, 1]) {
      fill(paintOf(PALETTE.ink));
      circle(side * span * 0.33, span * 0.02, span * 0.23);
      fill(paintOf(PALETTE.far));
      circle(side * span * 0.33, span * 0.02, span * 0.11);
      many(5, (spoke) => circle(side * span * 0.33 + cos(time * 4 + spoke * 1.257) * span * 0.036, span * 0.02 + sin(time * 4 + spoke * 1.257) * span * 0.036, span * 0.02));
    }
    drawGlow(span * 0.58, -span * 0.09, span * 0.45, PALETTE.light, 0.75);
    drawGlow(-span * 0.58, -span * 0.09, span * 0.2, "#e0403a", 0.7);
    pop();
  };
}

// Balloons that float by.
function makeBalloons({ count, y, hexes }) {
  const balloons = many(count, (index) => ({ x: (index + random(0.2, 0.8)) / count, y: y + random(-0.12, 0.12), size: random(0.06, 0.13), phase: random(TAU), stripes: floor(random(4, 7)) }));
  balloons.sort((one, other) => one.size - other.size);
  return (time) => {
    noStroke();
    balloons.forEach((balloon, index) => {
      const span = balloon.size * unit();
      push();
      translate((balloon.x + 0.015 * sin(time * 0.25 + balloon.phase)) * width, (balloon.y + 0.02 * sin(time * 0.4 + balloon.phase)) * height);
      many(balloon.stripes, (stripe) => {
        const share = 1 - stripe / balloon.stripes;
        fill(paintOf(hexes[(index + stripe) % hexes.length]));
        drawShape([...many(21, (step) => [cos(PI + (step / 20) * PI) * span * share, -sin((step / 20) * PI) * span]), [span * 0.22 * share, span * 1.05], [-span * 0.22 * share, span * 1.05]]);
      });
      fill(paintOf(PALETTE.ink, 0.5));
      for (const side of [-1, 1]) rect(side * span * 0.17, span * 1.05, span * 0.015, span * 0.3);
      fill(paintOf(PALETTE.bark));
      rect(-span * 0.19, span * 1.32, span * 0.38, span * 0.26, span * 0.05);
      pop();
    });
  };
}

// A rocket on its way up.
function makeRocket({ x, y, size }) {
  return (time) => {
    const span = size * unit();
    push();
    translate(x * width + sin(time * 0.5) * span * 0.08, y * height + sin(time * 0.8) * span * 0.1);
    rotate(0.35 + 0.04 * sin(time));
    drawingContext.globalCompositeOperation = "lighter";
    many(16, (puff) => {
      const age = (time * 0.9 + puff / 16) % 1;
      drawGlow(sin(puff * 5 + time * 9) * span * 0.06 * age, span * (0.5 + age * 0.9), span * 0.2 * (1 - age * 0.7), age < 0.4 ? PALETTE.light : "#f2802f", 0.55 * (1 - age));
    });
    drawingContext.globalCompositeOperation = "source-over";
    noStroke();
    fill(paintOf(PALETTE.accents[0]));
    for (const side of [-1, 1]) drawShape([[side * span * 0.15, span * 0.12], [side * span * 0.36, span * 0.56], [side * span * 0.12, span * 0.44]]);
    fill(paintOf("#f4f1ea"));
    drawShape(many(31, (step) => [sin((step / 30) * TAU) * span * 0.2 * (1 - 0.25 * cos((step / 30) * TAU)), -cos((step / 30) * TAU) * span * 0.55]));
    fill(paintOf(PALETTE.accents[1]));
    triangle(-span * 0.105, -span * 0.36, span * 0.105, -span * 0.36, 0, -span * 0.6);
    circle(0, -span * 0.12, span * 0.2);
    fill(paintOf(PALETTE.ink));
    circle(0, -span * 0.12, span * 0.14);
    pop();
  };
}

// Round fruit that hangs in the air and sways.
function makeFruits({ count, top, bottom, size }) {
  const fruits = many(count * breadth(), () => ({ x: random(0.04, 0.96), y: random(top, bottom), size: size * random(0.6, 1.1), hex: random(PALETTE.blossoms), phase: random(TAU) }));
  fruits.sort((one, other) => one.size - other.size);
  return (time) => {
    for (const fruit of fruits) {
      const span = fruit.size * unit();
      push();
      translate(fruit.x * width, fruit.y * height - span);
      rotate(0.12 * sin(time * 0.8 + fruit.phase));
      noFill();
      stroke(paintOf(PALETTE.bark));
      strokeWeight(max(1, span * 0.06));
      line(0, 0, 0, span * 0.6);
      noStroke();
      fill(paintOf(PALETTE.leaves[0]));
      ellipse(span * 0.25, span * 0.3, span * 0.5, span * 0.22);
      fill(paintOf(mixHex(fruit.hex, PALETTE.ink, 0.25)));
      circle(0, span * 1.15, span * 1.3);
      fill(paintOf(fruit.hex));
      circle(-span * 0.04, span * 1.1, span * 1.16);
      fill(paintOf("#ffffff", 0.4));
      ellipse(-span * 0.25, span * 0.85, span * 0.26, span * 0.18);
      pop();
    }
  };
}
