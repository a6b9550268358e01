"""Size and names, over the whole tree; each check finds a violation that was planted for it."""

import pytest
from tests.tidy import calls, layers, places, shape, tree

RULE = "backend/stagebill/invoices/progress.py"
CHECKS = {
    "files are at most 400 lines": (shape.long_files, {"pwa/app.js": "x\n" * 401}),
    "lines are at most 110 characters": (shape.long_lines, {"pwa/app.js": "x" * 111}),
    "functions are at most 50 lines": (
        shape.long_functions,
        {"backend/a.py": "def f():\n" + "    pass\n" * 50},
    ),
    "names say what a thing is": (shape.empty_names, {"pwa/helpers.js": "", "backend/ok.py": ""}),
    "classes say what they are": (shape.empty_names, {"backend/a.py": "class PaymentManager: ..."}),
    "a slice's first file is its story alone": (
        shape.stories_with_code,
        {"backend/stagebill/jobs/__init__.py": '"""Jobs."""\nimport os'},
    ),
    "every slice tells its story": (
        shape.slices_without_a_story,
        {"backend/stagebill/jobs/__init__.py": ""},
    ),
    "imports point down": (layers.upward_imports, {RULE: "from stagebill.payments.payment import Payment"}),
    "imports of packages point down": (layers.upward_imports, {RULE: "from stagebill import payments"}),
    "another slice's tables stay its own": (
        layers.foreign_shells,
        {"backend/stagebill/invoices/queries.py": "from stagebill.jobs.tables import JobRow"},
    ),
    "another slice's mutations stay its own": (
        layers.foreign_shells,
        {"backend/stagebill/invoices/mutations.py": "from stagebill.jobs import mutations"},
    ),
    "rules do not wait": (layers.unpure_rules, {RULE: "async def f(): ..."}),
    "rules do not open files": (layers.unpure_rules, {RULE: "open('x')"}),
    "rules do not import the ORM": (layers.unpure_rules, {RULE: "from tortoise import fields"}),
    "rules do not import tables": (
        layers.unpure_rules,
        {RULE: "from stagebill.invoices.tables import InvoiceRow"},
    ),
    "rules leave nothing to chance": (
        layers.unpure_rules,
        {RULE: "from stagebill.kernel.ids import new_id"},
    ),
    "rules do not import the clock": (layers.unpure_rules, {RULE: "from stagebill.kernel import clock"}),
    "every folder has its place in the order": (
        layers.unknown_folders,
        {"backend/stagebill/billing/tax.py": ""},
    ),
    "imports stand at the top": (layers.late_imports, {RULE: "def f():\n    import os"}),
    "one file asks the clock": (calls.clock_calls, {RULE: "from datetime import datetime\ndatetime.now()"}),
    "one file asks the clock, by module": (calls.clock_calls, {RULE: "import time\ntime.time()"}),
    "one way to write": (
        calls.orm_transactions,
        {"backend/a.py": "from tortoise.transactions import in_transaction"},
    ),
    "money is no float": (calls.floats, {RULE: "rate = 0.5"}),
    "money is not cast to float": (calls.floats, {RULE: "x = float(y)"}),
    "money is not divided by hand": (calls.floats, {RULE: "x = total / 3"}),
    "the phone rounds in one file": (
        calls.rounding_on_the_phone,
        {"pwa/domain/tax.js": "return Math.round(x)"},
    ),
    "data never becomes HTML": (calls.html_from_data, {"pwa/app.js": "node.innerHTML = name"}),
    "nothing is left for later": (calls.unfinished_work, {"pwa/app.js": "// TODO: tax"}),
    "no path of one machine": (places.machine_paths, {"docs/A.md": "see /home/anna/x"}),
    "SQL names its organization": (places.unscoped_sql, {RULE: 'Q = "SELECT id FROM payment WHERE id = $1"'}),
}


@pytest.mark.parametrize("name", CHECKS)
def test_the_tree_keeps_to_it(name: str) -> None:
    check, _ = CHECKS[name]
    assert check(tree.texts()) == []


@pytest.mark.parametrize("name", CHECKS)
def test_a_planted_violation_is_found(name: str) -> None:
    check, planted = CHECKS[name]
    assert len(check(planted)) == 1


def test_the_top_level_holds_the_agreed_names_and_no_others() -> None:
    assert places.strangers_at_the_top(tree.paths()) == []


def test_a_stranger_at_the_top_level_is_found() -> None:
    assert places.strangers_at_the_top(["pwa/app.js", "notes.txt"]) == ["notes.txt"]
