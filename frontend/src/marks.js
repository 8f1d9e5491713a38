// Draws a party's mark in WebGL: circle for social (and people), square for public, triangle for commercial, so
// that sectors differ by shape and not by colour alone. A group's mark is hollow, as in the server's pictures.
import { NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const SHAPES = [0, 0, 1, 2]; // by sector: none, social, public, commercial
const HOLLOW = 4;
const GROUP = 1;

const VERTEX = `
attribute vec4 a_id, a_color, a_paper;
attribute vec2 a_position, a_corner;
attribute float a_size, a_shape;
uniform mat3 u_matrix;
uniform float u_sizeRatio, u_correctionRatio;
varying vec4 v_color, v_paper;
varying vec2 v_at;
varying float v_shape, v_pixel;
void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 place = (u_matrix * vec3(a_position + radius * a_corner, 1)).xy;
  gl_Position = vec4(place, 0, 1);
  v_at = a_corner;
  v_shape = a_shape;
  v_pixel = u_correctionRatio * 2.0 / radius;
  v_paper = a_paper;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const FRAGMENT = `
precision highp float;
varying vec4 v_color, v_paper;
varying vec2 v_at;
varying float v_shape, v_pixel;
float away(float shape) {
  if (shape > 1.5) return max(-v_at.y, 0.866 * abs(v_at.x) + 0.5 * v_at.y) - 0.65;
  if (shape > 0.5) return max(abs(v_at.x), abs(v_at.y)) - 0.88;
  return length(v_at) - 1.0;
}
void main() {
  bool hollow = v_shape > 3.5;
  float d = away(hollow ? v_shape - 4.0 : v_shape);
  #ifdef PICKING_MODE
  gl_FragColor = d > 0.0 ? vec4(0.0) : v_color;
  #else
  vec4 fill = hollow ? mix(v_paper, v_color, smoothstep(-0.34 - v_pixel, -0.34, d)) : v_color;
  gl_FragColor = mix(fill, vec4(0.0), smoothstep(-v_pixel, 0.0, d));
  #endif
}`;

export class SectorProgram extends NodeProgram {
  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_correctionRatio"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_paper", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [[-2.5, -1.5], [2.5, -1.5], [0, 3]], // a triangle that holds every mark
    };
  }

  processVisibleItem(id, at, data) {
    const shape = SHAPES[data.sector] + (data.kind === GROUP ? HOLLOW : 0);
    const row = [data.x, data.y, data.size, shape, floatColor(data.color), floatColor(data.paper), id];
    this.array.set(row, at);
  }

  setUniforms({ matrix, sizeRatio, correctionRatio }, { gl, uniformLocations: at }) {
    gl.uniformMatrix3fv(at.u_matrix, false, matrix);
    gl.uniform1f(at.u_sizeRatio, sizeRatio);
    gl.uniform1f(at.u_correctionRatio, correctionRatio);
  }
}
