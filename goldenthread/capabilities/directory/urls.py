"""The map of the directory pages."""



app_name = "directory"
urlpatterns: list = []
