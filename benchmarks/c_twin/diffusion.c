/* A plain C twin of the Solvus kernel for a foil without a skin: same finite volumes, same RODASP
 * steps, same control of the step, written the way one would write it in C. It exists to show what
 * the compiled Python costs against C, and as a second, independent implementation to agree with.
 *
 * Notation as in src/solvus/kernels: u [mol/m2] contents of the cells, L [m] thickness, v [m/s]
 * recession of the face, phi fluxes in the transformed variables of the Rosenbrock method.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STAGES 6
#define GAMMA 0.25
#define GROWTH 6.0
#define SHRINK 0.2
#define SAFETY 0.9
#define LANDED 1e-6
#define COLUMNS 3 /* time, face concentration, thickness */

enum { DONE = 0, RECORD_FULL = 1, FOIL_SPENT = 2, FACE_FULL = 3, NO_PROGRESS = 5 };

static const double ALPHA[STAGES] = {0.0, 0.75, 0.21, 0.63, 1.0, 1.0};
static const double D[STAGES] = {0.25, -0.5, -0.023504, -0.0362, 0.0, 0.0};
static const double A[STAGES][STAGES] = {
    {0.0},
    {3.0},
    {1.831036793486759, 0.4955183967433795},
    {2.304376582692669, -0.05249275245743001, -1.176798761832782},
    {-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401},
    {-7.170454962423024, -4.741636671481785, -16.31002631330971, -1.062004044111401, 1.0},
};
static const double C[STAGES][STAGES] = {
    {0.0},
    {-12.0},
    {-8.791795173947035, -2.207865586973518},
    {10.81793056857153, 6.780270611428266, 19.53485944642410},
    {34.19095006749676, 15.49671153725963, 54.74760875964130, 14.16005392148534},
    {34.62605830930532, 15.30084976114473, 56.99955578662667, 18.40807009793095,
     -5.714285714285717},
};

typedef struct {
    int cells;
    const double *edge; /* cells + 1, 0..1 */
    int points;         /* of the table D(c), uniform from c = 0 */
    const double *table;
    double per_step; /* table points per [mol/m3] */
    double volume;   /* of Li [m3/mol] */
    double faraday;
    double c_cap;   /* [mol/m3] at which the face has no Li left */
    double c_scale; /* [mol/m3] added to |c| in the error norm */
    double tolerance;
    double thickness_end; /* [m] */
    double max_step;      /* [s] */
} foil;

typedef struct {
    double *width, *per_width, *distance, *weight, *outward;
    double *flux, *rate, *left, *right, *by_thickness, *total, *phi[STAGES];
    double *stage, *increment, *ratio, *inverse, *upper, *trial;
    double *memory;
} work;

static int make_work(const foil *f, work *w)
{
    const int n = f->cells, m = n + 1;
    double **arrays[] = {
        &w->width, &w->per_width, &w->distance, &w->weight, &w->outward, &w->flux, &w->rate,
        &w->left, &w->right, &w->by_thickness, &w->total, &w->stage, &w->increment, &w->ratio,
        &w->inverse, &w->upper, &w->trial, &w->phi[0], &w->phi[1], &w->phi[2], &w->phi[3],
        &w->phi[4], &w->phi[5],
    };
    const int count = (int)(sizeof arrays / sizeof *arrays);
    w->memory = calloc((size_t)count * (size_t)m, sizeof(double));
    if (!w->memory)
        return 0;
    for (int i = 0; i < count; i++)
        *arrays[i] = w->memory + (size_t)i * (size_t)m;
    for (int i = 0; i < n; i++) {
        w->width[i] = f->edge[i + 1] - f->edge[i];
        w->per_width[i] = 1.0 / w->width[i];
    }
    for (int k = 0; k < m; k++)
        w->outward[k] = 1.0 - f->edge[k];
    for (int k = 1; k < n; k++) {
        const double both = w->width[k - 1] + w->width[k];
        w->distance[k] = 0.5 * both;
        w->weight[k] = w->width[k] / both;
    }
    return 1;
}

static inline double lookup(const foil *f, double c, double *slope)
{
    const double at = c * f->per_step;
    const int last = f->points - 1;
    *slope = 0.0;
    if (at <= 0.0)
        return f->table[0];
    if (at >= last)
        return f->table[last];
    const int i = (int)at;
    const double rise = f->table[i + 1] - f->table[i];
    *slope = rise * f->per_step;
    return f->table[i] + rise * (at - i);
}

static void fluxes(const foil *f, const work *w, const double *u, double L, double v, double *out)
{
    const int n = f->cells;
    const double per_L = 1.0 / L;
    double c_left = u[0] * w->per_width[0] * per_L, unused;
    out[0] = 0.0;
    for (int k = 1; k < n; k++) {
        const double c_right = u[k] * w->per_width[k] * per_L;
        const double c = c_right + (c_left - c_right) * w->weight[k];
        const double d = lookup(f, c, &unused);
        const double dz = w->distance[k] * L;
        const double speed = v * w->outward[k];
        const double a = fabs(speed) * dz;
        const double fitted = 0.5 * a + d * d * d / (d * (d + 0.5 * a) + a * a / 6.0);
        out[k] = fitted * (c_left - c_right) / dz - speed * c;
        c_left = c_right;
    }
    out[n] = 0.0;
}

static void flux_slopes(const foil *f, work *w, const double *u, double L, double v)
{
    const int n = f->cells;
    const double per_L = 1.0 / L;
    double c_left = u[0] * w->per_width[0] * per_L;
    w->left[0] = w->right[0] = w->by_thickness[0] = 0.0;
    w->left[n] = w->right[n] = w->by_thickness[n] = 0.0;
    for (int k = 1; k < n; k++) {
        const double c_right = u[k] * w->per_width[k] * per_L;
        const double weight = w->weight[k];
        const double gradient = c_right - c_left;
        double d_slope;
        const double d = lookup(f, c_right - gradient * weight, &d_slope);
        const double dz = w->distance[k] * L;
        const double speed = v * w->outward[k];
        const double p = fabs(speed) * dz / d;
        const double bottom = 1.0 / (1.0 + p * (0.5 + p / 6.0));
        const double fitted = 0.5 * p + bottom;
        const double by_d = fitted - p * (0.5 - (0.5 + p / 3.0) * bottom * bottom);
        const double by_c = d_slope * by_d * gradient / dz + speed;
        const double by_left = d * fitted / dz - by_c * weight;
        const double by_right = -d * fitted / dz - by_c * (1.0 - weight);
        w->left[k] = by_left * w->per_width[k - 1] * per_L;
        w->right[k] = by_right * w->per_width[k] * per_L;
        w->by_thickness[k] = (by_d * d / dz * gradient - by_left * c_left - by_right * c_right) * per_L;
        c_left = c_right;
    }
}

/* Rows of 1/(gamma h) - J, eliminated without pivoting. */
static void factor(int n, double per_gamma_h, work *w)
{
    for (int i = 0; i < n; i++)
        w->upper[i] = w->right[i + 1];
    w->ratio[0] = 0.0;
    w->inverse[0] = 1.0 / (per_gamma_h - w->right[0] + w->left[1]);
    for (int i = 1; i < n; i++) {
        w->ratio[i] = -w->left[i] * w->inverse[i - 1];
        const double pivot = per_gamma_h - w->right[i] + w->left[i + 1];
        w->inverse[i] = 1.0 / (pivot - w->ratio[i] * w->upper[i - 1]);
    }
}

static void solve(int n, const work *w, double *x)
{
    for (int i = 1; i < n; i++)
        x[i] -= w->ratio[i] * x[i - 1];
    x[n - 1] *= w->inverse[n - 1];
    for (int i = n - 2; i >= 0; i--)
        x[i] = (x[i] - w->upper[i] * x[i + 1]) * w->inverse[i];
}

static void combine(int m, const double *coefficient, int count, double *const *phi, double *out)
{
    memset(out, 0, (size_t)m * sizeof *out);
    for (int j = 0; j < count; j++)
        if (coefficient[j] != 0.0)
            for (int k = 0; k < m; k++)
                out[k] += coefficient[j] * phi[j][k];
}

static void try_step(const foil *f, work *w, const double *u, double L, double v, double h)
{
    const int n = f->cells;
    fluxes(f, w, u, L, v, w->flux);
    flux_slopes(f, w, u, L, v);
    factor(n, 1.0 / (GAMMA * h), w);
    for (int i = 0; i < STAGES; i++) {
        if (i > 0) {
            combine(n + 1, A[i], i, w->phi, w->total);
            for (int k = 0; k < n; k++)
                w->stage[k] = u[k] + (w->total[k] - w->total[k + 1]);
            fluxes(f, w, w->stage, L - v * ALPHA[i] * h, v, w->flux);
        }
        combine(n + 1, C[i], i, w->phi, w->rate);
        const double along = -v * h * D[i];
        for (int k = 0; k <= n; k++)
            w->rate[k] = w->flux[k] + w->rate[k] / h + along * w->by_thickness[k];
        for (int k = 0; k < n; k++)
            w->increment[k] = w->rate[k] - w->rate[k + 1];
        solve(n, w, w->increment);
        double *phi = w->phi[i];
        phi[0] = GAMMA * h * (w->rate[0] + w->right[0] * w->increment[0]);
        for (int k = 1; k < n; k++)
            phi[k] = GAMMA * h
                     * (w->rate[k] + w->left[k] * w->increment[k - 1]
                        + w->right[k] * w->increment[k]);
        phi[n] = 0.0;
    }
    for (int k = 0; k <= n; k++)
        w->total[k] += w->phi[STAGES - 1][k];
    for (int k = 0; k < n; k++)
        w->trial[k] = u[k] + (w->total[k] - w->total[k + 1]);
}

static double error_of(const foil *f, const work *w, const double *u, double L)
{
    const double *error = w->phi[STAGES - 1];
    double total = 0.0;
    for (int k = 0; k < f->cells; k++) {
        const double weight = f->tolerance * (fabs(u[k]) + f->c_scale * w->width[k] * L);
        const double part = (error[k] - error[k + 1]) / weight;
        total += part * part;
    }
    return sqrt(total / f->cells);
}

static double face_concentration(const foil *f, const work *w, const double *u, double L, double v)
{
    double unused;
    const double c = u[0] * w->per_width[0] / L;
    const double d = lookup(f, c, &unused);
    return c * exp(fmin(0.5 * v * w->width[0] * L / d, 3.0));
}

/* One segment of constant current j [A/m2], begun with the step h [s]. */
static int advance(const foil *f, work *w, double *u, double *L, double h, double j,
                   double duration, double *out, int rows_max, int *rows)
{
    const double end_slack = 1e-12 * fmax(duration, 1.0);
    const double v = f->volume * j / f->faraday;
    double t = 0.0;
    *rows = 0;
    while (t < duration - end_slack) {
        const double stop = duration - t;
        h = fmin(fmin(h, f->max_step), stop);
        if (stop < 2.0 * h && h < stop)
            h = 0.5 * stop;
        if (v > 0.0) {
            const double room = (*L - f->thickness_end) / v;
            if (room <= 1e-9 * duration)
                return FOIL_SPENT;
            h = fmin(h, room);
        }
        try_step(f, w, u, *L, v, h);
        const double error = error_of(f, w, u, *L);
        if (!(error <= 1.0)) {
            h *= error < 1e30 ? fmax(SHRINK, SAFETY * pow(error, -0.25)) : SHRINK;
            if (h < 1e-12 * duration)
                return NO_PROGRESS;
            continue;
        }
        const double old = face_concentration(f, w, u, *L, v);
        const double new = face_concentration(f, w, w->trial, *L - v * h, v);
        if (new > f->c_cap * (1.0 + LANDED) && old < f->c_cap) {
            const double at = (f->c_cap * (1.0 + 0.5 * LANDED) - old) / (new - old);
            if (fmax(0.02, at) * h > 1e-12 * duration) {
                h *= fmax(0.02, at);
                continue;
            }
        }
        memcpy(u, w->trial, (size_t)f->cells * sizeof *u);
        *L -= v * h;
        t += h;
        h *= fmin(GROWTH, SAFETY * pow(fmax(error, 1e-12), -0.25));
        double *row = out + (size_t)*rows * COLUMNS;
        row[0] = t;
        row[1] = face_concentration(f, w, u, *L, v);
        row[2] = *L;
        ++*rows;
        if (row[1] >= f->c_cap)
            return FACE_FULL;
        if (*rows == rows_max && t < duration - end_slack)
            return RECORD_FULL;
    }
    return DONE;
}

/* Strip and plate by turns, `halves` times in all. u: cells, in and out; faces: halves, out, the
 * concentration at the face after each; L: thickness [m], in and out; first_step [s] after each
 * reversal. Returns the number of steps accepted, or minus the status of the segment that did not
 * reach its end. */
long cycle_foil(const foil *f, int halves, double current, double duration,
                double first_step, double *u, double *L, double *out, int rows_max, double *faces)
{
    work w;
    long steps = 0;
    if (!make_work(f, &w))
        return -100;
    for (int half = 0; half < halves; half++) {
        int rows;
        const double j = half % 2 == 0 ? current : -current;
        const int status =
            advance(f, &w, u, L, first_step, j, duration, out, rows_max, &rows);
        steps += rows;
        if (status != DONE) {
            steps = -status;
            break;
        }
        faces[half] = out[(size_t)(rows - 1) * COLUMNS + 1];
    }
    free(w.memory);
    return steps;
}
