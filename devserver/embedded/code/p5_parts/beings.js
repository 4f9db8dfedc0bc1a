// A face in front of everything: an animal, a person, a robot, a ghost. It blinks, and its eyes follow the pointer.
function makePortrait({ face, x, y, size, hex }) {
  const hair = many(26, () => random(-1, 1));
  return (time) => {
    const span = size * unit();
    push();
    translate(x * width, y * height + span * 0.012 * sin(time * 1.1));
    rotate(0.02 * sin(time * 0.6) + (pointer.x - x) * 0.05);
    const look = { hex, dark: mixHex(hex, PALETTE.ink, 0.5), pale: mixHex(hex, PALETTE.light, 0.45), hair, time, blink: blinkOf(time) };
    noStroke();
    face(span, look);
    pop();
  };
}

// How far the eyes are open: nearly always 1.
function blinkOf(time) {
  const turn = time % 4.3;
  return turn < 0.2 ? abs(cos((turn / 0.2) * PI)) : 1;
}

// Two eyes at a distance from the middle, round or with slits.
function drawEyes(span, look, { away, y, size, slit, iris }) {
  for (const side of [-1, 1]) {
    const [ex, ey] = [side * away * span, y * span];
    fill(paintOf("#fbf8ee"));
    ellipse(ex, ey, size * span, size * span * 0.86 * look.blink);
    if (look.blink < 0.4) continue;
    const [gx, gy] = [(pointer.x - 0.5) * size * span * 0.3, (pointer.y - 0.5) * size * span * 0.22];
    fill(paintOf(iris));
    circle(ex + gx, ey + gy, size * span * 0.66);
    fill(paintOf("#14121a"));
    ellipse(ex + gx, ey + gy, size * span * (slit ? 0.16 : 0.36), size * span * (slit ? 0.6 : 0.36));
    fill(paintOf("#ffffff", 0.9));
    circle(ex + gx - size * span * 0.12, ey + gy - size * span * 0.14, size * span * 0.13);
  }
}

// Ears left and right, each a list of points for the right side.
function drawEars(span, outer, inner, look) {
  for (const side of [-1, 1]) {
    fill(paintOf(look.hex));
    drawShape(outer.map(([px, py]) => [px * side * span, py * span]));
    fill(paintOf(look.dark));
    drawShape(inner.map(([px, py]) => [px * side * span, py * span]));
  }
}

// Shoulders that fade into the lower edge.
function drawShoulders(span, look) {
  fill(paintOf(look.dark));
  drawShape([...many(31, (step) => [(-0.62 + step * 0.0413) * span, (0.62 - 0.3 * sin((step / 30) * PI)) * span]), [0.75 * span, 2.2 * span], [-0.75 * span, 2.2 * span]]);
}

// Whiskers on both sides.
function drawWhiskers(span, look, y) {
  stroke(paintOf(look.pale, 0.8));
  strokeWeight(max(0.8, span * 0.006));
  for (const side of [-1, 1]) many(3, (hair) => line(side * span * 0.12, span * (y + hair * 0.025), side * span * 0.52, span * (y - 0.06 + hair * 0.07 + 0.01 * sin(look.time * 2 + hair))));
  noStroke();
}

// Fur around a face: pointed tufts.
function drawFur(span, look, wide, tall) {
  const tufts = many(52, (step) => {
    const [turn, reach] = [(step / 52) * TAU, step % 2 ? 1.08 + 0.05 * look.hair[step % 26] : 0.97];
    return [cos(turn) * wide * span * reach, sin(turn) * tall * span * reach];
  });
  fill(paintOf(look.hex));
  drawShape(tufts);
}

// Cat: whiskers and slit eyes.
function faceCat(span, look) {
  drawShoulders(span, look);
  drawEars(span, [[0.12, -0.3], [0.36, -0.68], [0.44, -0.14]], [[0.2, -0.32], [0.345, -0.56], [0.39, -0.24]], look);
  drawFur(span, look, 0.46, 0.4);
  fill(paintOf(look.pale));
  ellipse(0, span * 0.16, span * 0.4, span * 0.28);
  drawEyes(span, look, { away: 0.19, y: -0.05, size: 0.2, slit: true, iris: PALETTE.accents[1] });
  fill(paintOf("#d98a8a"));
  triangle(-span * 0.04, span * 0.09, span * 0.04, span * 0.09, 0, span * 0.14);
  drawWhiskers(span, look, 0.15);
  drawMouth(span, look, 0.14, 0.07);
}

// Dog: hanging ears and its tongue out.
function faceDog(span, look) {
  drawShoulders(span, look);
  drawFur(span, look, 0.4, 0.45);
  for (const side of [-1, 1]) {
    push();
    translate(side * span * 0.33, -span * 0.3);
    rotate(side * (-0.25 + 0.03 * sin(look.time * 1.4)));
    fill(paintOf(look.dark));
    ellipse(side * span * 0.06, span * 0.24, span * 0.24, span * 0.6);
    pop();
  }
  fill(paintOf(look.pale));
  ellipse(0, span * 0.2, span * 0.42, span * 0.4);
  drawEyes(span, look, { away: 0.16, y: -0.08, size: 0.15, slit: false, iris: "#5b3a24" });
  fill(paintOf("#1c171c"));
  ellipse(0, span * 0.1, span * 0.15, span * 0.11);
  drawMouth(span, look, 0.15, 0.11);
  fill(paintOf("#d9646e"));
  ellipse(0, span * (0.33 + 0.01 * sin(look.time * 4)), span * 0.11, span * 0.17);
}

// Wolf: pointed ears and a pale muzzle.
function faceWolf(span, look) {
  drawShoulders(span, look);
  drawEars(span, [[0.06, -0.34], [0.27, -0.8], [0.42, -0.18]], [[0.15, -0.36], [0.27, -0.66], [0.36, -0.25]], look);
  fill(paintOf(look.hex));
  drawShape([[-0.5, 0.02], [-0.42, -0.24], [-0.16, -0.44], [0.16, -0.44], [0.42, -0.24], [0.5, 0.02], [0.62, 0.2], [0.4, 0.24], [0.34, 0.42], [0.18, 0.36], [0, 0.56], [-0.18, 0.36], [-0.34, 0.42], [-0.4, 0.24], [-0.62, 0.2]].map(([px, py]) => [px * span, py * span]));
  fill(paintOf(look.pale));
  drawShape([[-0.36, 0.05], [-0.1, -0.02], [0, -0.34], [0.1, -0.02], [0.36, 0.05], [0.24, 0.24], [0.1, 0.44], [-0.1, 0.44], [-0.24, 0.24]].map(([px, py]) => [px * span, py * span]));
  fill(paintOf(look.dark));
  drawShape([[-0.08, -0.34], [0.08, -0.34], [0.1, 0.2], [0, 0.3], [-0.1, 0.2]].map(([px, py]) => [px * span, py * span]));
  drawEyes(span, look, { away: 0.2, y: -0.07, size: 0.13, slit: false, iris: PALETTE.light });
  fill(paintOf("#16131a"));
  ellipse(0, span * 0.27, span * 0.14, span * 0.1);
  drawMouth(span, look, 0.31, 0.08);
}

// Horse: a long face and a mane.
function faceHorse(span, look) {
  drawShoulders(span, look);
  fill(paintOf(look.dark));
  many(13, (lock) => ellipse(span * (0.2 * look.hair[lock] + 0.03 * sin(look.time + lock)), span * (-0.62 + lock * 0.03), span * 0.12, span * 0.36));
  drawEars(span, [[0.08, -0.5], [0.21, -0.86], [0.28, -0.46]], [[0.14, -0.54], [0.205, -0.74], [0.24, -0.5]], look);
  fill(paintOf(look.hex));
  drawShape([[-0.28, -0.5], [0.28, -0.5], [0.3, -0.2], [0.2, 0.3], [0.24, 0.52], [0.12, 0.66], [-0.12, 0.66], [-0.24, 0.52], [-0.2, 0.3], [-0.3, -0.2]].map(([px, py]) => [px * span, py * span]));
  fill(paintOf(look.pale));
  drawShape([[0, -0.44], [0.08, -0.3], [0.04, 0.2], [-0.04, 0.2], [-0.08, -0.3]].map(([px, py]) => [px * span, py * span]));
  ellipse(0, span * 0.54, span * 0.42, span * 0.26);
  drawEyes(span, look, { away: 0.25, y: -0.22, size: 0.12, slit: false, iris: "#3c2a20" });
  fill(paintOf(look.dark));
  for (const side of [-1, 1]) ellipse(side * span * 0.1, span * 0.52, span * 0.05, span * 0.075);
  many(9, (lock) => ellipse(span * (0.08 * look.hair[lock + 13]), span * (-0.5 + lock * 0.012), span * 0.07, span * 0.26));
}

// Animal: round ears and thick fur, such as a bear.
function faceAnimal(span, look) {
  drawShoulders(span, look);
  for (const side of [-1, 1]) {
    fill(paintOf(look.hex));
    circle(side * span * 0.33, -span * 0.33, span * 0.3);
    fill(paintOf(look.dark));
    circle(side * span * 0.33, -span * 0.32, span * 0.17);
  }
  drawFur(span, look, 0.46, 0.43);
  fill(paintOf(look.pale));
  ellipse(0, span * 0.17, span * 0.36, span * 0.3);
  drawEyes(span, look, { away: 0.18, y: -0.06, size: 0.12, slit: false, iris: "#4a3020" });
  fill(paintOf("#1c171c"));
  ellipse(0, span * 0.1, span * 0.13, span * 0.09);
  drawMouth(span, look, 0.14, 0.08);
}

// Dragon: horns, scales and hot breath.
function faceDragon(span, look) {
  drawShoulders(span, look);
  for (const side of [-1, 1]) {
    fill(paintOf(look.pale));
    drawShape([[0.12, -0.4], [0.26, -0.62], [0.34, -0.92], [0.42, -0.6], [0.3, -0.3]].map(([px, py]) => [px * side * span, py * span]));
    fill(paintOf(look.dark));
    drawShape([[0.34, -0.1], [0.72, -0.3], [0.58, 0], [0.7, 0.16], [0.34, 0.14]].map(([px, py]) => [px * side * span, py * span]));
  }
  fill(paintOf(look.hex));
  drawShape([[-0.4, -0.12], [-0.24, -0.42], [0, -0.5], [0.24, -0.42], [0.4, -0.12], [0.26, 0.3], [0.2, 0.5], [0, 0.58], [-0.2, 0.5], [-0.26, 0.3]].map(([px, py]) => [px * span, py * span]));
  fill(paintOf(look.dark));
  many(7, (scale) => triangle(-span * 0.05, span * (-0.4 + scale * 0.1), span * 0.05, span * (-0.4 + scale * 0.1), 0, span * (-0.5 + scale * 0.1)));
  drawEyes(span, look, { away: 0.22, y: -0.08, size: 0.17, slit: true, iris: PALETTE.light });
  fill(paintOf(PALETTE.ink));
  for (const side of [-1, 1]) {
    ellipse(side * span * 0.09, span * 0.4, span * 0.06, span * 0.04);
    drawGlow(side * span * 0.1, span * (0.42 + 0.04 * sin(look.time * 2)), span * 0.16, "#ff8a3c", 0.35 + 0.25 * sin(look.time * 2));
  }
}

// Person: hair around a face; how it smiles follows the mood.
function facePerson(span, look) {
  fill(paintOf(mixHex(PALETTE.bark, PALETTE.ink, 0.35)));
  drawShape(many(40, (step) => {
    const turn = (step / 40) * TAU;
    const sway = step > 2 && step < 18 ? 1.35 + 0.05 * look.hair[step] + 0.02 * sin(look.time + step) : 1;
    return [cos(turn) * span * 0.47, sin(turn) * span * 0.5 * sway - span * 0.08];
  }));
  fill(paintOf(PALETTE.accents[0]));
  drawShape([...many(31, (step) => [(-0.66 + step * 0.044) * span, (0.74 - 0.26 * sin((step / 30) * PI)) * span]), [0.8 * span, 2.2 * span], [-0.8 * span, 2.2 * span]]);
  fill(paintOf(look.dark));
  rect(-span * 0.12, span * 0.25, span * 0.24, span * 0.3, span * 0.08);
  fill(paintOf(look.hex));
  ellipse(0, 0, span * 0.66, span * 0.84);
  fill(paintOf(mixHex(PALETTE.bark, PALETTE.ink, 0.35)));
  drawShape([[-0.34, -0.02], [-0.36, -0.3], [-0.1, -0.47], [0.2, -0.46], [0.36, -0.28], [0.34, -0.02], [0.26, -0.22], [0.02, -0.3], [-0.22, -0.2]].map(([px, py]) => [px * span, py * span]));
  drawEyes(span, look, { away: 0.14, y: 0, size: 0.12, slit: false, iris: PALETTE.water });
  fill(paintOf(look.dark, 0.6));
  triangle(-span * 0.015, span * 0.03, -span * 0.03, span * 0.15, span * 0.03, span * 0.15);
  fill(paintOf("#e06a5a", 0.25));
  for (const side of [-1, 1]) circle(side * span * 0.2, span * 0.14, span * 0.13);
  fill(paintOf("#b34a4c"));
  arc(0, span * 0.22, span * (0.14 + 0.1 * MOOD.joy), span * (0.02 + 0.12 * MOOD.joy), 0, PI);
}

// Robot: lit eyes and a mouth that shows its voice.
function faceRobot(span, look) {
  drawShoulders(span, look);
  fill(paintOf(look.dark));
  rect(-span * 0.015, -span * 0.66, span * 0.03, span * 0.22);
  rect(-span * 0.5, -span * 0.12, span, span * 0.2, span * 0.04);
  drawGlow(0, -span * 0.68, span * 0.2, PALETTE.accents[2], 0.5 + 0.4 * sin(look.time * 3));
  fill(paintOf(PALETTE.accents[2]));
  circle(0, -span * 0.68, span * 0.08);
  fill(paintOf(look.hex));
  rect(-span * 0.42, -span * 0.46, span * 0.84, span * 0.86, span * 0.1);
  fill(paintOf(look.pale, 0.35));
  rect(-span * 0.38, -span * 0.43, span * 0.76, span * 0.1, span * 0.05);
  fill(paintOf(PALETTE.ink));
  rect(-span * 0.33, -span * 0.25, span * 0.66, span * 0.3, span * 0.08);
  for (const side of [-1, 1]) {
    const [ex, ey] = [side * span * 0.16 + (pointer.x - 0.5) * span * 0.06, -span * 0.1 + (pointer.y - 0.5) * span * 0.05];
    drawGlow(ex, ey, span * 0.2, PALETTE.light, 0.7);
    fill(paintOf(PALETTE.light));
    rect(ex - span * 0.06, ey - span * 0.06 * look.blink, span * 0.12, span * 0.12 * look.blink, span * 0.03);
  }
  many(7, (bar) => {
    const tall = span * (0.03 + 0.1 * noise(bar * 5, look.time * 2));
    fill(paintOf(PALETTE.accents[bar % 4]));
    rect(-span * 0.23 + bar * span * 0.068, span * 0.24 - tall / 2, span * 0.045, tall, span * 0.01);
  });
  fill(paintOf(look.dark));
  for (const [bx, by] of [[-0.38, -0.41], [0.38, -0.41], [-0.38, 0.35], [0.38, 0.35]]) circle(bx * span, by * span, span * 0.035);
}

// A small mouth under a nose.
function drawMouth(span, look, y, wide) {
  noFill();
  stroke(paintOf(look.dark));
  strokeWeight(max(1, span * 0.012));
  for (const side of [-1, 1]) arc(side * span * wide * 0.5, span * y, span * wide, span * (0.04 + 0.08 * MOOD.joy), 0.1, PI - 0.1);
  noStroke();
}

// A flock that crosses the sky and keeps away from the pointer.
function makeBirds({ count, y, size }) {
  const birds = many(count * breadth(), () => ({ x: random(), y: y + random(-0.14, 0.14), size: size * random(0.5, 1.2), speed: random(0.012, 0.026), phase: random(TAU) }));
  return (time) => {
    noStroke();
    fill(paintOf(PALETTE.bird));
    for (const bird of birds) {
      const x = (((bird.x + time * bird.speed) % 1.2) - 0.1) * width;
      const shy = max(0, 1 - dist(x, bird.y * height, pointer.x * width, pointer.y * height) / (unit() * 0.25));
      const flap = sin(time * 5 + bird.phase) * (sin(time * 0.5 + bird.phase) > -0.3 ? 1 : 0.15);
      const span = bird.size * unit();
      push();
      translate(x, (bird.y + 0.02 * sin(time * 0.6 + bird.phase) - shy * 0.08) * height);
      for (const side of [-1, 1]) {
        drawShape([[0, -span * 0.05], [side * span * 0.5, -span * (0.22 + 0.22 * flap)], [side * span, -span * 0.25 * flap], [side * span * 0.45, -span * (0.08 + 0.16 * flap)], [0, span * 0.08]]);
      }
      ellipse(span * 0.06, 0, span * 0.36, span * 0.15);
      pop();
    }
  };
}

// Fish that swim in two directions, each with its own colour.
function makeFish({ count, top, bottom, size }) {
  const school = many(count * breadth(), (index) => ({
    x: random(), y: random(top, bottom), size: size * pow(random(0.45, 1.2), 1.4), speed: random(0.01, 0.035) * (index % 3 ? 1 : -1), hex: random(PALETTE.blossoms), phase: random(TAU),
  }));
  school.sort((one, other) => one.size - other.size);
  return (time) => {
    noStroke();
    for (const fish of school) {
      const span = fish.size * unit();
      push();
      translate((((fish.x + time * fish.speed) % 1.3 + 1.3) % 1.3 - 0.15) * width, (fish.y + 0.02 * sin(time * 0.7 + fish.phase)) * height);
      scale(fish.speed < 0 ? -1 : 1, 1);
      rotate(0.08 * cos(time * 0.7 + fish.phase));
      drawFishBody(span, fish, time);
      pop();
    }
  };
}

// One fish that looks to the right.
function drawFishBody(span, fish, time) {
  const wag = span * 0.14 * sin(time * 5 + fish.phase);
  fill(paintOf(mixHex(fish.hex, PALETTE.ink, 0.25)));
  drawShape([[-span * 0.4, 0], [-span * 0.78, -span * 0.26 + wag], [-span * 0.66, wag], [-span * 0.78, span * 0.26 + wag]]);
  drawShape([[-span * 0.15, -span * 0.2], [-span * 0.2, -span * 0.42], [span * 0.2, -span * 0.22]]);
  fill(paintOf(fish.hex));
  drawShape(many(31, (step) => {
    const turn = (step / 30) * TAU;
    return [cos(turn) * span * 0.5, sin(turn) * span * 0.25 * (0.75 + 0.25 * cos(turn))];
  }));
  fill(paintOf(PALETTE.light, 0.45));
  many(3, (stripe) => ellipse(span * (-0.2 + stripe * 0.16), 0, span * 0.05, span * (0.26 + stripe * 0.05)));
  fill(paintOf(mixHex(fish.hex, PALETTE.ink, 0.3), 0.8));
  drawShape([[span * 0.06, span * 0.04], [-span * 0.14, span * (0.2 + 0.05 * sin(time * 3))], [-span * 0.08, span * 0.04]]);
  fill(paintOf("#fbf8ee"));
  circle(span * 0.32, -span * 0.05, span * 0.1);
  fill(paintOf("#14121a"));
  circle(span * 0.335, -span * 0.05, span * 0.055);
}

// Butterflies by day, glowing points by night.
function makeInsects({ count, glowing, top, bottom }) {
  const swarm = many(count * breadth(), () => ({ offset: random(1000), size: random(0.018, 0.042), hex: random(PALETTE.blossoms), phase: random(TAU) }));
  return (time) => {
    noStroke();
    for (const one of swarm) {
      const x = (noise(one.offset, time * 0.07) * 1.5 - 0.25) * width;
      const y = (top + noise(one.offset + 99, time * 0.09) * (bottom - top)) * height;
      const span = one.size * unit();
      if (glowing) {
        drawGlow(x, y, span * 1.6, PALETTE.light, 0.35 + 0.55 * abs(sin(time + one.phase)));
        continue;
      }
      const open = 0.25 + 0.75 * abs(sin(time * 4 + one.phase));
      push();
      translate(x, y);
      rotate(0.5 * sin(time * 0.8 + one.phase));
      for (const side of [-1, 1]) {
        fill(paintOf(one.hex, 0.95));
        ellipse(side * span * 0.5 * open, -span * 0.32, span * open, span * 0.95);
        fill(paintOf(mixHex(one.hex, PALETTE.light, 0.4), 0.95));
        ellipse(side * span * 0.36 * open, span * 0.36, span * 0.72 * open, span * 0.66);
        fill(paintOf(PALETTE.ink, 0.5));
        circle(side * span * 0.55 * open, -span * 0.36, span * 0.2 * open);
      }
      fill(paintOf(PALETTE.ink));
      ellipse(0, 0, span * 0.13, span * 0.95);
      pop();
    }
  };
}

// A crowd of heads that nods to a beat of its own.
function makeCrowd({ low, rows, size }) {
  const people = many(rows, (row) => many((0.42 / size - row * 2) * breadth(), () => ({ row, x: random(), size: size * (0.7 + row * 0.3), tall: random(0.9, 1.2), phase: random(TAU), raised: random() < 0.25 }))).flat();
  return (time) => {
    noStroke();
    for (const one of people) {
      const span = one.size * unit() * one.tall;
      const [x, y] = [one.x * width, height * (low + (one.row / rows) * (1 - low)) - span * 0.25 * abs(sin(time * (1.5 + MOOD.energy * 2) + one.phase * 0.3))];
      fill(paintOf(mixHex(PALETTE.far, PALETTE.ink, 0.3 + (0.6 * (one.row + 1)) / rows)));
      circle(x, y, span * 1.15);
      rect(x - span, y + span * 0.62, span * 2, height, span * 0.8);
      if (one.raised) drawShape([[x + span * 0.5, y + span], [x + span * 1.05, y - span * 1.4], [x + span * 1.4, y - span * 1.3], [x + span, y + span * 1.2]]);
    }
  };
}

// Ghosts that float, half to be seen through.
function makeGhosts({ count, y }) {
  const ghosts = many(count, (index) => ({ x: (index + random(0.25, 0.75)) / count, y: y + random(-0.15, 0.15), size: random(0.1, 0.2), phase: random(TAU) }));
  return (time) => {
    noStroke();
    for (const ghost of ghosts) {
      const span = ghost.size * unit();
      push();
      translate((ghost.x + 0.03 * sin(time * 0.4 + ghost.phase)) * width, (ghost.y + 0.03 * sin(time * 0.7 + ghost.phase)) * height);
      drawGlow(0, 0, span * 2, PALETTE.light, 0.28);
      const hem = many(25, (step) => [(0.5 - step / 24) * span * 1.1, span * (0.85 + 0.1 * sin(step * 1.3 + time * 2 + ghost.phase))]);
      const head = many(25, (step) => [-cos((step / 24) * PI) * span * 0.5, -sin((step / 24) * PI) * span * 0.62]);
      fill(paintOf(mixHex(PALETTE.light, "#ffffff", 0.4), 0.78));
      drawShape([...head, ...hem]);
      fill(paintOf(PALETTE.ink, 0.85));
      for (const side of [-1, 1]) ellipse(side * span * 0.17 + (pointer.x - 0.5) * span * 0.1, -span * 0.16, span * 0.13, span * 0.2 * blinkOf(time + ghost.phase));
      ellipse((pointer.x - 0.5) * span * 0.1, span * 0.12, span * 0.15, span * (0.12 + 0.06 * sin(time + ghost.phase)));
      pop();
    }
  };
}

// A whale that drifts, with a pale grooved belly and a fluke that rises and sinks.
function makeWhale({ x, y, size, hex }) {
  return (time) => {
    const [span, dive] = [size * unit(), sin(time * 0.6)];
    push();
    translate(width * (x + 0.06 * sin(time * 0.13)), height * (y + 0.025 * dive));
    rotate(-0.06 + 0.04 * cos(time * 0.6));
    noStroke();
    fill(paintOf(mixHex(hex, PALETTE.ink, 0.3)));
    drawShape([[-span * 0.44, -span * 0.02], [-span * 0.72, -span * (0.2 + 0.1 * dive)], [-span * 0.66, -span * 0.08 * dive], [-span * 0.76, span * (0.06 - 0.12 * dive)]]);
    const body = many(41, (step) => {
      const turn = (step / 40) * TAU;
      return [cos(turn) * span * 0.55, sin(turn) * span * 0.23 * (0.62 + 0.38 * cos(turn))];
    });
    fill(paintOf(hex));
    drawShape(body);
    fill(paintOf(mixHex(hex, PALETTE.light, 0.6)));
    const belly = body.slice(1, 16);
    drawShape([...belly, ...belly.map(([px, py]) => [px, py * 0.45 + span * 0.02]).reverse()]);
    stroke(paintOf(hex, 0.6));
    strokeWeight(max(0.8, span * 0.004));
    many(4, (groove) => line(span * 0.48 - groove * span * 0.02, span * (0.07 + groove * 0.024), span * 0.06, span * (0.11 + groove * 0.03)));
    noStroke();
    fill(paintOf(mixHex(hex, PALETTE.ink, 0.35)));
    drawShape([[span * 0.16, span * 0.1], [-span * 0.1, span * (0.34 + 0.05 * dive)], [span * 0.04, span * 0.1]]);
    fill(paintOf("#fbf8ee"));
    circle(span * 0.4, span * 0.015, span * 0.035);
    fill(paintOf("#14121a"));
    circle(span * 0.403, span * 0.015, span * 0.024);
    pop();
  };
}
