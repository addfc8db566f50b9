from maps import login
from maps.panorama import Imprint
from maps.words import Language


def test_it_speaks_both_languages_and_goes_on() -> None:
    made = login.render(language=Language.EN, next_path='/"><script>', imprint=Imprint(operator="Centre"))
    assert "Sign in" in made
    assert "Centre" in made
    assert "<script>" not in made.replace('<script src="/assets/login.js">', "")
    assert "登录" in login.render(language=Language.ZH, next_path="/", imprint=Imprint())
