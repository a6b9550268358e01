"""Tax of part invoices: cumulative per rate, and the last closes exactly (D-58 to D-61, D-63, MN-04)."""

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import a_job, amount, an_invoice, percent, stages

from stagebill.invoices.invoice import Invoice, billed
from stagebill.invoices.progress import Rest
from stagebill.invoices.tax import taxes_of_share
from stagebill.jobs.contract import TaxLine
from stagebill.kernel.money import split
from stagebill.kernel.records import replace

PPM_8_875 = 88750


def summed(invoices: tuple[Invoice, ...]) -> list[TaxLine]:
    sums: dict[object, tuple[int, int]] = {}
    for tax in (tax for invoice in invoices for tax in invoice.taxes):
        base, paid = sums.get(tax.rate_bps, (0, 0))
        sums[tax.rate_bps] = (base + tax.base_minor, paid + tax.tax_minor)
    return [TaxLine(rate, *pair) for rate, pair in sums.items()]  # type: ignore[arg-type]


def test_a_taxcum_base_333_33_three_times_at_8_875_percent_taxes_29_58_29_59_29_58() -> None:
    job = a_job((33333, PPM_8_875), (33333, PPM_8_875), (33333, PPM_8_875))
    done = stages(job, amount(36291), amount(36292), Rest())
    assert [invoice.base_minor for invoice in done] == [33333, 33333, 33333]
    assert [invoice.tax_minor for invoice in done] == [2958, 2959, 2958]
    assert sum(invoice.tax_minor for invoice in done) == job.tax_minor == 8875


def test_a_gross_100_00_at_21_percent_and_2117_00_at_8_percent_are_divided_never_multiplied() -> None:
    (at_21,) = an_invoice(a_job((100000, 210000)), amount(10000)).taxes
    assert at_21 == TaxLine(2100, 8264, 1736)
    (at_8,) = an_invoice(a_job((300000, 80000)), amount(211700)).taxes
    assert at_8 == TaxLine(800, 196019, 15681)


def test_a_mix_20_percent_takes_the_same_share_of_every_rate() -> None:
    first = an_invoice(a_job((300000, 82500), (200000, 0)), percent(20))
    assert first.taxes == (TaxLine(825, 60000, 4950), TaxLine(0, 40000, 0))
    assert (first.base_minor, first.tax_minor, first.total_minor) == (100000, 4950, 104950)


def test_mn04_three_lines_two_rates_30_30_and_the_rest_sum_to_the_job() -> None:
    job = a_job((33333, 70000), (10001, 70000), (77777, 190000))
    done = stages(job, percent(30), percent(30), Rest())
    assert summed(done) == list(job.taxes)


def test_d63_a_one_cent_invoice_has_no_part_below_zero() -> None:
    job = a_job((33333, 70000), (10001, 210000), (77777, 190000))
    done = stages(job, *[amount(1)] * 50, Rest())
    assert all(tax.base_minor >= 0 and tax.tax_minor >= 0 for invoice in done for tax in invoice.taxes)
    assert sorted(summed(done), key=lambda tax: -tax.rate_bps) == list(job.taxes)


def test_a_void_in_the_middle_frees_its_tax_and_the_last_still_closes() -> None:
    job = a_job((33333, 70000), (10001, 210000), (77777, 190000))
    first, second, third = stages(job, percent(20), percent("33.333"), percent(10))
    live = (first, third)
    fourth = an_invoice(job, amount(1), after=live)
    last = an_invoice(job, Rest(), after=(*live, fourth))
    assert summed((*live, fourth, last)) == list(job.taxes)
    assert billed((*live, replace(second, status="void"))) == billed(live)


rates = st.sampled_from([0, 70000, 82500, PPM_8_875, 210000])
job_lines = st.lists(st.tuples(st.integers(0, 10**7), rates), min_size=1, max_size=6).filter(
    lambda lines: sum(amount for amount, _ in lines) > 0
)


@given(job_lines, st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_stages_in_any_sizes_and_with_any_voids_close_base_and_tax_of_every_rate(
    lines: list[tuple[int, int]], weights: list[int], chance: object
) -> None:
    job = a_job(*lines)
    live: list[tuple[int, tuple[TaxLine, ...]]] = []
    for part in (*split(job.total_minor, weights), *split(job.total_minor, weights)):
        invoiced = sum(amount for amount, _ in live)
        if live and chance.random() < 0.3:  # type: ignore[attr-defined]
            live.pop(chance.randrange(len(live)))  # type: ignore[attr-defined]
            invoiced = sum(amount for amount, _ in live)
        part = min(part, job.total_minor - invoiced)
        if part > 0:
            live.append((part, _taxes(job, live, part)))
    rest = job.total_minor - sum(amount for amount, _ in live)
    if rest:
        live.append((rest, _taxes(job, live, rest)))
    assert all(line.base_minor >= 0 and line.tax_minor >= 0 for _, taxes in live for line in taxes)
    for whole in job.taxes:
        of_rate = [line for _, taxes in live for line in taxes if line.rate_bps == whole.rate_bps]
        assert sum(line.base_minor for line in of_rate) == whole.base_minor
        assert sum(line.tax_minor for line in of_rate) == whole.tax_minor


def _taxes(job: object, live: list[tuple[int, tuple[TaxLine, ...]]], part: int) -> tuple[TaxLine, ...]:
    before = [line for _, taxes in live for line in taxes]
    invoiced = sum(amount for amount, _ in live)
    found = taxes_of_share(job.taxes, job.total_minor, before, part, invoiced)  # type: ignore[attr-defined]
    assert sum(line.base_minor + line.tax_minor for line in found) == part
    return found
